import { join } from 'node:path';
import type { ExternalImport } from '@opencti-connectors/core';
import { describeConnector } from '@opencti-connectors/testing';
import { NONE } from './attack.fixtures.ts';
import attack from './connector.ts';

describeConnector(attack as unknown as ExternalImport, {
  config: { ...NONE, icsAttackFileUrl: 'sample', folder: join(import.meta.dirname, '../sample') },
  failing: { config: { ...NONE, icsAttackFileUrl: '/nowhere/ics-attack.json' } },
  readme: join(import.meta.dirname, '../README.md'),
});
