import { join } from 'node:path';
import type { InternalExportFile } from '@opencti-connectors/core';
import { describeConnector } from '@opencti-connectors/testing';
import exporter from './connector.ts';
import { malware } from './sample.fixtures.ts';

describeConnector(exporter as unknown as InternalExportFile, {
  config: {},
  objects: [malware(1), malware(2), malware(3)],
  ask: { entityType: 'Malware' },
  readme: join(import.meta.dirname, '../README.md'),
});
