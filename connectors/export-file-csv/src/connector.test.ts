import type { ExportedEntity, InternalExportFile } from '@opencti-connectors/core';
import { type ExportAsk, exportOnce } from '@opencti-connectors/testing';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsTable } from './columns-table.fixtures.ts';
import connector from './connector.ts';
import { malware, uses } from './sample.fixtures.ts';
import { settings } from './settings.ts';

const exporter = connector as unknown as InternalExportFile;

type Row = Readonly<Record<string, string>>;

async function exported(objects: readonly ExportedEntity[], config: object = {}, ask: ExportAsk = {}) {
  const result = await exportOnce(exporter, { objects, config: { ...config }, ask });
  return { ...result, text: result.file?.text ?? '' };
}

function read(text: string, delimiter = ';'): readonly Row[] {
  return parse(text, { delimiter, columns: true, bom: true }) as readonly Row[];
}

const columns = (...names: string[]) => ({ listParams: { visible_columns: names } });

describe('an export of malware', () => {
  test('has the columns of its type in a fixed order, every nested value, and no date that is none', async () => {
    const { text } = await exported([malware(1)]);
    const [row] = read(text);
    expect(Object.keys(row ?? {}).slice(0, 6)).toEqual([
      'entity_type',
      'name',
      'description',
      'aliases',
      'malware_types',
      'is_family',
    ]);
    expect(row).toMatchObject({
      name: 'Quiet Heron 1',
      description: 'An invented wader; it "waits".\nThen it strikes.',
      aliases: 'Heron,Egret',
      is_family: 'true',
      first_seen: '',
      last_seen: '',
      killChainPhases: 'lockheed:delivery',
      status: 'ANALYZED',
      createdBy: 'Tern Analytics',
      objectMarking: 'TLP:AMBER',
      objectLabel: 'heron,wader',
      creators: 'admin',
      confidence: '70',
    });
    expect(row).not.toHaveProperty('externalReferences');
  });

  test('is written as the official connector does: all quoted, semicolons, CRLF, UTF-8 without BOM', async () => {
    const { text } = await exported([malware(1)], {}, columns('name', 'confidence'));
    expect(text).toBe('"name";"confidence"\r\n"Quiet Heron 1";"70"\r\n');
  });

  test('with other settings', async () => {
    const config = { delimiter: 'tab', quotes: 'minimal', lineEnd: 'lf', addBom: true, separator: ' | ' };
    const { text } = await exported([malware(1)], config, columns('name', 'aliases', 'description'));
    expect(text).toBe(
      '\uFEFFname\taliases\tdescription\nQuiet Heron 1\t"Heron | Egret"\t"An invented wader; it ""waits"".\nThen it strikes."\n',
    );
  });

  test('with the columns of the screen, in its order; a name that is no column is said', async () => {
    const { text, message, exports } = await exported([malware(1)], {}, columns('creator', 'name', 'shoe', 'author'));
    expect(text.split('\r\n')[0]).toBe('"creators";"name";"createdBy"');
    expect(message).toContain('3 columns. Unknown columns left out: shoe.');
    // Only what is shown is asked for: that is where the time goes.
    expect(exports.queries.map(({ query }) => query.fields)).toEqual([['creators', 'name', 'createdBy']]);
  });

  test('with the columns of a setting, when the screen has none', async () => {
    const { text } = await exported([malware(1)], { columns: ['name', 'status'] });
    expect(text.split('\r\n')[0]).toBe('"name";"status"');
  });
});

describe('external references', () => {
  const single: ExportAsk = { scope: 'single', entityId: malware(1).id };
  test.each<[string, string, ExportAsk, boolean]>([
    ['auto: not of a list', 'auto', {}, false],
    ['auto: of a list that shows them', 'auto', columns('name', 'externalReferences'), true],
    ['auto: of one entity', 'auto', single, true],
    ['always: of a list', 'always', {}, true],
    ['never: not of one entity', 'never', single, false],
    ['never: not even when shown', 'never', columns('name', 'externalReferences'), false],
  ])('%s', async (_name, externalReferences, ask, expected) => {
    const { text, exports } = await exported([malware(1)], { externalReferences }, ask);
    expect(read(text)[0]?.externalReferences).toBe(expected ? 'birds B-1 https://birds.example/1' : undefined);
    expect(exports.queries.some(({ query }) => query.fields.includes('externalReferences'))).toBe(expected);
  });
});

test('relationships have both ends by type, name and id', async () => {
  const relation = uses(9, malware(1), malware(2));
  const { text } = await exported([relation], {}, { entityType: 'stix-core-relationship' });
  expect(read(text)[0]).toMatchObject({
    entity_type: 'uses',
    relationship_type: 'uses',
    from_type: 'Malware',
    from_name: 'Quiet Heron 1',
    from_id: malware(1).standard_id,
    to_name: 'Quiet Heron 2',
  });
  const shown = await exported(
    [relation],
    {},
    { entityType: 'stix-core-relationship', ...columns('fromName', 'toType') },
  );
  expect(shown.text).toBe('"from_name";"to_type"\r\n"Quiet Heron 1";"Malware"\r\n');
});

test('in full: the entity first, then relationships and neighbours', async () => {
  const objects = [malware(1), malware(2), uses(9, malware(1), malware(2))];
  const { text } = await exported(objects, {}, { scope: 'single', entityId: malware(1).id, full: true });
  expect(read(text).map((row) => [row.entity_type, row.representative, row.to_name])).toEqual([
    ['Malware', 'Quiet Heron 1', ''],
    ['uses', '', 'Quiet Heron 2'],
    ['Malware', 'Quiet Heron 2', ''],
  ]);
});

test('hashes of any algorithm, and columns for the usual ones', async () => {
  const file = {
    id: 'f',
    entity_type: 'StixFile',
    observable_value: 'x',
    hashes: [
      { algorithm: 'MD5', hash: 'aa' },
      { algorithm: 'TLSH', hash: 'cc' },
    ],
  };
  const { text } = await exported([file], {}, { entityType: 'StixFile' });
  expect(read(text)[0]).toMatchObject({ hashes: 'MD5:aa,TLSH:cc', MD5: 'aa', 'SHA-256': '' });
});

test('TSV and JSON Lines from the same rows', async () => {
  const tsv = await exported([malware(1)], {}, { format: 'text/tab-separated-values', ...columns('name', 'aliases') });
  expect(tsv.text).toBe('"name"\t"aliases"\r\n"Quiet Heron 1"\t"Heron,Egret"\r\n');
  const lines = await exported(
    [malware(1, { name: '=1+1' })],
    {},
    { format: 'application/x-ndjson', ...columns('name', 'aliases', 'first_seen', 'confidence') },
  );
  expect(lines.text).toBe('{"name":"=1+1","aliases":["Heron","Egret"],"first_seen":null,"confidence":70}\n');
  expect((await exported([malware(1)], {}, { format: 'image/png' })).message).toContain('image/png is no format');
});

test('a limit of rows ends the export in error, and no file is stored', async () => {
  const { status, message, file } = await exported([malware(1), malware(2)], { maxRows: 1 });
  expect({ status, file }).toEqual({ status: 'failed', file: undefined });
  expect(message).toContain('EXPORT_FILE_CSV_MAX_ROWS');
});

test.each([';', ',', '|', '~', '\t', 'tab', '\\t'])('delimiter %j is taken', (delimiter) => {
  expect(settings.safeParse({ delimiter }).success).toBe(true);
});

test.each(['||', '', '"', '\n', 'a', '1', ' ', '=', '-', '🐦', "'"])(
  'delimiter %j is refused at start',
  (delimiter) => {
    expect(settings.safeParse({ delimiter }).success).toBe(false);
  },
);

test('another CSV library reads the same values, whatever they are and whatever the settings', async () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...';,|\t"\'\r\n =ab') }));
  const config = fc.record({
    delimiter: fc.constantFrom(';', ',', '|', 'tab'),
    quotes: fc.constantFrom('all', 'minimal'),
    lineEnd: fc.constantFrom('crlf', 'lf'),
    addBom: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 }), config, async (pairs, given) => {
      const objects = pairs.map(([name, description], number) => malware(number, { name, description }));
      const guardOff = { ...given, formulaGuard: 'off' };
      const written = await exported(objects, guardOff, columns('name', 'description', 'confidence'));
      const rows = read(written.text, given.delimiter === 'tab' ? '\t' : given.delimiter);
      expect(rows.map((row) => [row.name, row.description])).toEqual(pairs);
    }),
    { numRuns: 300 },
  );
});

test('COLUMNS.md is the one of the fields (write it anew with vitest -u)', async () => {
  await expect(columnsTable()).toMatchFileSnapshot('../COLUMNS.md');
});
