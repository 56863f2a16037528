import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readExportJob } from './export-request.ts';
import { readJob } from './job.ts';

const RECORDINGS = join(import.meta.dirname, '../../../testing/fixtures/platform');

interface Recorded {
  readonly name: string;
  readonly body: object | null;
}

function recorded(version: string): Map<string, ReturnType<typeof readExportJob>> {
  const text = readFileSync(join(RECORDINGS, version, 'amqp/job-export.json'), 'utf8');
  const jobs = (JSON.parse(text) as Recorded[]).filter(({ body }) => body !== null);
  return new Map(
    jobs.map(({ name, body }) => {
      const read = readJob(JSON.stringify(body));
      if (!('job' in read)) throw new Error(`${name}: ${read.reason}`);
      return [name, readExportJob(read.job)];
    }),
  );
}

/** Kind, family, mutation's kind, what is read, order. */
const EXPECTED = {
  'single-simple': ['entity', 'domain', 1, undefined],
  'single-full': ['entity', 'domain', 1, undefined],
  'single-full-max-green': ['entity', 'domain', 1, undefined],
  'single-odd-type': ['entity', 'domain', 1, undefined],
  'single-observable': ['entity', 'observables', 1, undefined],
  'query-domain': ['list', 'domain', undefined, 'name asc'],
  'selection-domain': ['selection', 'domain', 1, undefined],
  'query-domain-full-in-entity': ['list', 'domain', undefined, 'created_at desc'],
  'query-domain-order': ['list', 'domain', undefined, 'createdBy desc'],
  'query-core': ['list', 'core', undefined, 'created_at asc'],
  'selection-core': ['selection', 'core', 2, undefined],
  'query-observables': ['list', 'observables', undefined, 'observable_value asc'],
  'selection-observables': ['selection', 'observables', 1, undefined],
  'query-relations': ['list', 'relationships', undefined, 'created asc'],
  'selection-relations': ['selection', 'relationships', 1, undefined],
};

describe.each(['7.260817', '6.7.5'])('recorded jobs of %s', (version) => {
  const jobs = recorded(version);

  test('are read, each as what it is', () => {
    const read = [...jobs].map(([name, { request, list, ids }]) => {
      const order = ids ? undefined : `${list.orderBy} ${list.orderMode}`;
      return [name, [request.kind, list.family, ids?.length, order]];
    });
    expect(Object.fromEntries(read)).toEqual(EXPECTED);
  });

  test('go where their kind belongs, and are full only when "full" was asked for', () => {
    expect(jobs.get('single-observable')?.target).toMatchObject({ kind: 'entity', family: 'observables' });
    expect(jobs.get('selection-core')?.target.listFilters).toBe('selected_ids');
    expect(jobs.get('query-relations')?.target.listFilters).toContain('"fromOrToId"');
    expect(jobs.get('query-domain-full-in-entity')?.target).toMatchObject({
      kind: 'list',
      entityType: 'Malware',
      entityId: expect.any(String),
      markings: [expect.any(String)],
    });
    expect(jobs.get('single-full')?.request.full).toBe(true);
    expect(jobs.get('single-odd-type')?.request.full).toBe(false);
  });

  test('bring filters, search, the ends of relationships and the access filter along', () => {
    expect(jobs.get('query-domain')?.list).toMatchObject({
      search: 'Heron',
      filters: { filters: [{ values: ['Malware'] }] },
    });
    expect(jobs.get('query-relations')?.list.ends).toMatchObject({ relationship_type: ['communicates-with'] });
    expect(jobs.get('single-full-max-green')?.access?.filters).toMatchObject([
      { key: 'objectMarking', operator: 'not_eq' },
    ]);
    expect(jobs.get('query-core')?.access).toEqual({ mode: 'and', filters: [], filterGroups: [] });
  });
});

test('visible columns are those of the screen; older platforms send none', () => {
  expect(recorded('7.260817').get('query-domain')?.request.columns).toEqual(['name', 'created']);
  expect(recorded('6.7.5').get('query-domain')?.request.columns).toBeUndefined();
});
