import { join } from 'node:path';
import type { InternalImportFile } from '@opencti-connectors/core';
import { identity, malware, relationship, report } from '@opencti-connectors/core/stix';
import { describeConnector } from '@opencti-connectors/testing';
import importer from './connector.ts';
import { zip } from './zip.fixtures.ts';

const author = identity({ name: 'Example', identity_class: 'organization' });
const family = malware({ name: 'Stream Heron', is_family: true, created_by_ref: author.id });
const table = 'value,type\n1.2.3.4,ipv4\nevil[.]example,\n';
const objects = [
  report({ name: 'A report', published: '2026-01-01T00:00:00.000Z', object_refs: [family.id] }),
  family,
  author,
  relationship(family, 'targets', author),
];

describeConnector(importer as unknown as InternalImportFile, {
  config: { defaultAuthor: 'Example', labels: ['imported'] },
  file: {
    name: 'two.zip',
    mediaType: 'application/zip',
    file: zip([
      { name: 'bundle.json', content: JSON.stringify({ type: 'bundle', id: 'bundle--1', objects }) },
      { name: 'table.csv', content: table },
    ]),
  },
  failing: { name: 'broken.json', file: '{"type":"bundle","objects":[' },
  readme: join(import.meta.dirname, '../README.md'),
});
