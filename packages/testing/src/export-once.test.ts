import {
  defineInternalExportFile,
  type ExportedEntity,
  type InternalExportFile,
  PlatformError,
} from '@opencti-connectors/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { exportOnce } from './export-once.ts';
import { FakeExports } from './fakes/exports.ts';
import { FakeClock } from './fakes/outside.ts';
import { FakePlatform } from './fakes/platform.ts';

type Context = Parameters<InternalExportFile['exportFile']>[0];

function exporter(fields: readonly string[], more: (ctx: Context) => void = () => undefined): InternalExportFile {
  return defineInternalExportFile({
    slug: 'names',
    name: 'Names',
    description: 'Writes names, for tests.',
    scope: ['text/csv'],
    config: z.object({}),
    async *exportFile(ctx) {
      for await (const rows of ctx.entities(fields)) {
        more(ctx as unknown as Context);
        yield rows.map((row) => `${row.name ?? row.id}${row.externalReferences ? '*' : ''}\n`).join('');
      }
    },
  }) as unknown as InternalExportFile;
}

const names = exporter(['name']);

const malware = (number: number, more: object = {}): ExportedEntity => ({
  id: `m${number}`,
  standard_id: `malware--${number}`,
  entity_type: 'Malware',
  name: `m${number}`,
  ...more,
});
const many = (count: number, more: object = {}) => Array.from({ length: count }, (_, number) => malware(number, more));
const relationship = (id: string, from: string, to: string): ExportedEntity => ({
  id,
  entity_type: 'uses',
  relationship_type: 'uses',
  from: { id: from },
  to: { id: to },
});
const NOT_RED = {
  mode: 'and',
  filters: [{ key: 'objectMarking', mode: 'and', operator: 'not_eq', values: ['red'] }],
  filterGroups: [],
};

/** A platform whose token has BYPASS. */
function bypass(): FakePlatform {
  const platform = new FakePlatform();
  platform.whoAmI = async () => ({ name: 'admin', capabilities: ['BYPASS'] });
  return platform;
}

const lines = (text: string | undefined) => (text ?? '').split('\n').filter(Boolean);

test('a list is read by cursor to its end, with filter, order and access filter', async () => {
  const filters = { mode: 'and', filters: [{ key: ['entity_type'], values: ['Malware'] }], filterGroups: [] };
  const { file, message, exports } = await exportOnce(names, {
    objects: many(1_234),
    ask: { listParams: { filters, search: 'heron', orderBy: 'name', orderMode: 'desc' }, accessFilter: NOT_RED },
  });

  expect(lines(file?.text)).toEqual(many(1_234).map(({ id }) => id));
  expect(message).toMatch(/^Exported 1234 rows in 0\.0 s, 7 kB\.$/);
  expect(exports.queries).toHaveLength(3);
  expect(exports.queries[0]?.query).toMatchObject({
    family: 'domain',
    search: 'heron',
    orderBy: 'name',
    orderMode: 'desc',
    filters: { mode: 'and', filters: [], filterGroups: [filters, NOT_RED] },
  });
});

describe('whose rights an export has', () => {
  test.each([
    ['with BYPASS as the asking person', bypass(), 'somebody', 'somebody'],
    ['without it as ourselves', new FakePlatform(), 'somebody', undefined],
    ['with BYPASS and nobody named, as ourselves', bypass(), null, undefined],
  ])('%s', async (_name, platform, applicantId, expected) => {
    const { exports } = await exportOnce(names, { objects: many(1), platform, ask: { applicantId } });
    expect(exports.queries.map(({ options }) => options.applicantId)).toEqual([expected]);
  });

  test('a job without access filter is refused by name of what is missing; with BYPASS it is done', async () => {
    const ask = { accessFilter: null };
    const refused = await exportOnce(names, { objects: many(1), ask });
    expect(refused).toMatchObject({
      status: 'failed',
      file: undefined,
      message:
        'Not exported: the job has no access_filter, and the user of OPENCTI_TOKEN (connector) lacks the capability BYPASS, by which it could read as the person who asked.',
    });
    expect((await exportOnce(names, { objects: many(1), ask, platform: bypass() })).status).toBe('done');
    const nobody = { ...ask, applicantId: null };
    expect((await exportOnce(names, { objects: many(1), ask: nobody, platform: bypass() })).message).toContain(
      'does not say who asked',
    );
  });

  test('the access filter holds for the entity itself and for all that comes with it', async () => {
    const objects = [malware(1, { markingIds: ['red'] }), malware(2), { ...relationship('r', 'm2', 'm1') }];
    const single = await exportOnce(names, {
      objects,
      ask: { scope: 'single', entityId: 'm1', accessFilter: NOT_RED },
    });
    expect(single.message).toBe(
      'Malware global is not there for this export: deleted, or marked above what the file may hold.',
    );
    const full = await exportOnce(names, {
      objects,
      ask: { scope: 'single', entityId: 'm2', full: true, accessFilter: NOT_RED },
    });
    expect(lines(full.file?.text)).toEqual(['m2', 'r']);
  });

  test('a relationship does not tell the name of an end that is shut out', async () => {
    const marked = { id: 'm1', representative: { main: 'Secret Heron' }, objectMarking: [{ id: 'red' }] };
    const seen: unknown[] = [];
    const looking = exporter(['from', 'to']);
    looking.exportFile = async function* (ctx) {
      for await (const rows of ctx.entities(['from', 'to'])) {
        seen.push(...rows.map(({ from, to }) => ({ from, to })));
        yield '';
      }
    };
    await exportOnce(looking, {
      objects: [{ ...relationship('r', 'm1', 'm2'), from: marked }],
      ask: { entityType: 'stix-core-relationship', accessFilter: NOT_RED },
    });
    expect(seen).toEqual([{ from: null, to: { id: 'm2' } }]);
  });
});

test('a selection comes in its own order, whatever its members are; what is gone is said', async () => {
  const objects = [malware(1), malware(2), relationship('r', 'm1', 'm2')];
  const { file, message } = await exportOnce(names, {
    objects,
    ask: { scope: 'selection', selectedIds: ['r', 'm2', 'gone', 'm1'] },
  });
  expect(lines(file?.text)).toEqual(['r', 'm2', 'm1']);
  expect(message).toContain('1 of those chosen are not there, or not to be exported.');
});

test('a container comes with what it holds; in full with relationships and neighbours, each once', async () => {
  const report = { ...malware(9, { entity_type: 'Report', objects: ['m1', 'r'] }) };
  const sighting = { ...relationship('s', 'm9', 'm3'), entity_type: 'stix-sighting-relationship' };
  const objects = [report, malware(1), malware(2), malware(3), relationship('r', 'm1', 'm2')];
  const all = [...objects, relationship('q', 'm9', 'm2'), sighting];
  const ask = { scope: 'single', entityId: 'm9', entityType: 'Report' } as const;

  expect(lines((await exportOnce(names, { objects: all, ask })).file?.text)).toEqual(['m9', 'm1', 'r']);
  const full = await exportOnce(names, { objects: all, ask: { ...ask, full: true } });
  expect(lines(full.file?.text)).toEqual(['m9', 'm1', 'r', 'q', 's', 'm2', 'm3']);
});

describe('what the platform cannot give', () => {
  test('two broken rows of 1,000 are found by halving, named, and the others keep their order', async () => {
    const exports = new FakeExports(many(1_000));
    exports.broken.add('m17').add('m300');
    const { status, file, message } = await exportOnce(names, { exports });

    expect(status).toBe('done');
    expect(lines(file?.text)).toEqual(
      many(1_000)
        .map(({ id }) => id)
        .filter((id) => id !== 'm17' && id !== 'm300'),
    );
    expect(message).toContain(
      'Exported 998 rows in 0.0 s, 5 kB. 2 rows could not be read of 1000: malware--17 (Cannot return null for a mandatory field); malware--300',
    );
    expect(exports.queries.length).toBeLessThan(45);
  });

  test('a broken one of a selection too; an export of a broken entity alone is not "not there"', async () => {
    const exports = new FakeExports(many(3));
    exports.broken.add('m1');
    const some = await exportOnce(names, { exports, ask: { scope: 'selection', selectedIds: ['m0', 'm1', 'm2'] } });
    expect(lines(some.file?.text)).toEqual(['m0', 'm2']);
    expect(some.message).not.toContain('not there');
    const one = await exportOnce(names, { exports, ask: { scope: 'single', entityId: 'm1' } });
    expect(one.message).toContain('1 rows could not be read: malware--1');
  });

  test('a page that is too much is halved until it passes', async () => {
    const exports = new FakeExports(many(600));
    exports.onList = () => {
      const { first, query } = exports.queries.at(-1) ?? { first: 0, query: undefined };
      if (first > 100 && query?.fields.length) {
        throw new PlatformError('too much', { code: 'DATABASE_ERROR', retryable: true });
      }
    };
    const { file } = await exportOnce(names, { exports });
    expect(lines(file?.text)).toHaveLength(600);
    expect(exports.queries.map(({ first }) => first).slice(0, 4)).toEqual([500, 250, 125, 63]);
  });

  test('costly fields are read in a second pass of small pages; a row stays without them', async () => {
    const exports = new FakeExports(many(230, { externalReferences: { edges: [] } }));
    const { file } = await exportOnce(exporter(['name', 'externalReferences']), { exports });
    expect(lines(file?.text)).toEqual(many(230).map(({ id }) => `${id}*`));
    expect(exports.queries.map(({ query }) => query.fields.join())).toEqual([
      'name',
      ...Array.from({ length: 5 }, () => 'externalReferences'),
    ]);

    exports.onList = (query) => {
      if (query.fields.includes('externalReferences') && JSON.stringify(query.filters).includes('"m7"')) {
        throw new PlatformError('broken reference', { code: 'INTERNAL_SERVER_ERROR' });
      }
    };
    const lacking = await exportOnce(exporter(['name', 'externalReferences']), { exports });
    expect(lines(lacking.file?.text).filter((line) => !line.endsWith('*'))).toEqual(['m7']);
    expect(lacking.message).toContain('1 rows lack externalReferences: malware--7 (broken reference)');
  });

  test('an order that the list does not have is left out, and that is said', async () => {
    const exports = new FakeExports(many(3));
    exports.onList = ({ orderBy }) => {
      if (orderBy) throw new PlatformError('no such order', { code: 'BAD_USER_INPUT' });
    };
    const { status, message } = await exportOnce(names, { exports, ask: { listParams: { orderBy: 'shoe' } } });
    expect(status).toBe('done');
    expect(message).toContain('The platform cannot sort by shoe here');
  });
});

test.each([
  ['Malware', 'domain'],
  ['IPv4-Addr', 'observables'],
  ['Stix-Cyber-Observable', 'observables'],
  ['Stix-Core-Object', 'core'],
  ['stix-core-relationship', 'relationships'],
  ['stix-sighting-relationship', 'sightings'],
])('a list of %s goes to the upload of its family', async (entityType, family) => {
  const ask = { entityType, fileMarkings: ['green'], listParams: { search: 'heron' } };
  const { file } = await exportOnce(names, { objects: [], ask });
  expect(file?.target).toEqual({
    kind: 'list',
    family,
    entityType,
    markings: ['green'],
    listFilters: '{"search":"heron"}',
  });
});

test('what the handler throws is the end of the work, not that the upload broke off', async () => {
  const failing = exporter(['name'], () => {
    throw new Error('the disk is full');
  });
  const { status, message, file } = await exportOnce(failing, { objects: many(3) });
  expect({ status, message, file }).toEqual({
    status: 'failed',
    message: 'Unexpected error: the disk is full',
    file: undefined,
  });
});

test('a format out of scope and a message that makes no sense are refused by name', async () => {
  const { message } = await exportOnce({ ...names, scope: [] } as InternalExportFile, {
    objects: many(1),
    ask: { format: 'text/csv', entityType: '' },
  });
  expect(message).toContain('event.entity_type');
});

test('relationship lists keep the arguments of the screen', async () => {
  const listParams = { fromOrToId: ['m1'], relationship_type: ['uses'], orderBy: 'created', orderMode: 'asc' };
  const { exports, file } = await exportOnce(names, {
    objects: [relationship('r', 'm1', 'm2'), relationship('q', 'm3', 'm2')],
    ask: { entityType: 'stix-core-relationship', listParams },
  });
  expect(exports.queries[0]?.query.ends).toEqual({ fromOrToId: ['m1'], relationship_type: ['uses'] });
  expect(lines(file?.text)).toEqual(['r']);
});

test('a long export tells in the work how far it is, every half minute', async () => {
  const clock = new FakeClock();
  const exports = new FakeExports(many(2_000));
  exports.onList = () => clock.sleep(20_000);
  const platform = new FakePlatform();
  const told: string[] = [];
  platform.received = async (_id?: string, message?: string) => void told.push(String(message));
  const { message } = await exportOnce(names, { exports, platform, clock });
  expect(told.slice(1)).toEqual(['1000 of 2000 rows read', '2000 of 2000 rows read']);
  expect(message).toContain('Exported 2000 rows in 80.0 s');
});
