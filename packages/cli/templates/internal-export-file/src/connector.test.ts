import { join } from 'node:path';
import type { ExportedEntity, InternalExportFile } from '@opencti-connectors/core';
import { describeConnector, exportOnce } from '@opencti-connectors/testing';
import { expect, test } from 'vitest';
import definition from './connector.ts';
import { tableRow } from './table.ts';

const connector = definition as unknown as InternalExportFile;

function malware(number: number, description: string): ExportedEntity {
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const times = { created: '2026-01-02T03:04:05.000Z' };
  return { id, standard_id: `malware--${id}`, entity_type: 'Malware', name: `Heron ${number}`, description, ...times };
}

const objects = [malware(1, 'Steals passwords.'), malware(2, 'A pipe | and\na new line')];
const ask = { entityType: 'Malware', format: 'text/markdown' };

test('a table with a row for each', async () => {
  const { file, status } = await exportOnce(connector, { config: { columns: ['name', 'description'] }, objects, ask });

  expect(status).toBe('done');
  expect(file?.text).toBe(`| name | description |
| --- | --- |
| Heron 1 | Steals passwords. |
| Heron 2 | A pipe \\| and a new line |
`);
});

test('a column that the type does not have is empty, and the work says so', async () => {
  const { file, message } = await exportOnce(connector, { config: { columns: ['name', 'shoe_size'] }, objects, ask });

  expect(file?.text).toContain('| Heron 1 |  |');
  expect(message).toContain('Malware has no shoe_size');
});

test('what is long is cut, what is no text is JSON', () => {
  expect(tableRow({ ...malware(1, 'x'.repeat(20)), aliases: ['a'] }, ['description', 'aliases'], 10)).toBe(
    '| xxxxxxxxx… | ["a"] |\n',
  );
});

describeConnector(connector, { config: {}, objects, ask, readme: join(import.meta.dirname, '../README.md') });
