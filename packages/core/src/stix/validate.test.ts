import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { malware } from './relationship.fixtures.ts';
import { tool } from './sdo.ts';
import { assertValid, validate } from './validate.ts';

const DATA = join(import.meta.dirname, '../../../../../shared/data');
const REFERENCE = 'malware--00000000-0000-4000-8000-000000000001';

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

describe('each flaw has its path and its reason', () => {
  test.each<[Record<string, unknown>, string, string]>([
    [{ type: undefined }, '$.type', 'is missing'],
    [{ id: 'malware--1' }, '$.id', 'is not <type>--<UUID>'],
    [{ type: 'tool' }, '$.id', 'is the id of another type than tool'],
    [{ spec_version: '2.0' }, '$.spec_version', 'is not 2.1'],
    [{ name: '' }, '$.name', 'is missing: tool needs it'],
    [{ created_by_ref: REFERENCE }, '$.created_by_ref', 'must be a identity'],
    [{ object_marking_refs: ['x'] }, '$.object_marking_refs[0]', 'is not <type>--<UUID>'],
    [{ object_refs: REFERENCE }, '$.object_refs', 'is not a list of ids'],
    [{ object_refs: [REFERENCE, 3] }, '$.object_refs[1]', 'is not <type>--<UUID>'],
    [{ created: '2026-01-01' }, '$.created', 'is not a UTC time such as 2026-01-31T12:00:00Z'],
    [{ created: '2026-13-01T00:00:00Z' }, '$.created', 'is not a UTC time such as 2026-01-31T12:00:00Z'],
    [{ first_seen: '2026-01-02T00:00:00Z', last_seen: '2026-01-01T00:00:00Z' }, '$.last_seen', 'is before first_seen'],
    [{ confidence: 101 }, '$.confidence', 'is not between 0 and 100'],
    [{ labels: 'a' }, '$.labels', 'is not a list of texts'],
    [{ external_references: [{}] }, '$.external_references[0].source_name', 'is missing'],
    [{ kill_chain_phases: [{ kill_chain_name: 'a' }] }, '$.kill_chain_phases[0].phase_name', 'is missing'],
    [{ description: '\ud800' }, '$.description', 'holds half of a surrogate pair'],
    [{ 'x-odd': { list: [Number.NaN] } }, "$['x-odd'].list[0]", 'is not a number'],
    [{ x: deep(200) }, '$', 'is nested deeper than 100 levels'],
  ])('%j', (change, path, reason) => {
    const object = reason.includes('tool needs') ? { ...tool({ name: 'A' }), ...change } : { ...malware, ...change };
    expect(validate(object)).toContainEqual({ path, reason });
  });

  test('an opinion that nobody can have', () => {
    const opinion = { type: 'opinion', id: 'opinion--00000000-0000-4000-8000-000000000001', opinion: 'great' };
    expect(validate({ ...opinion, object_refs: [] })[0]?.path).toBe('$.opinion');
  });
  test.each([null, [], 'x', 3])('%j is not an object', (value) => {
    expect(validate(value)).toEqual([{ path: '$', reason: 'is not a JSON object' }]);
  });
});

test('strict also asks for what the platform can do without', () => {
  const { is_family: _family, ...rest } = malware;
  expect([validate(malware), validate(rest)]).toEqual([[], []]);
  expect(validate(rest, { strict: true })[0]).toEqual({ path: '$.is_family', reason: 'is missing: malware needs it' });
  expect(validate(malware, { strict: true }).map(({ path }) => path)).toEqual(['$.created', '$.modified']);
  const observable = { type: 'url', id: 'url--00000000-0000-4000-8000-000000000001', value: 'https://example.org' };
  expect(validate({ ...observable, spec_version: '2.1' }, { strict: true })).toEqual([]);
});

test('assertValid names object and path', () => {
  expect(() => assertValid({ ...malware, confidence: -1 })).toThrow(
    expect.objectContaining({ objectId: malware.id, path: '$.confidence' }),
  );
  expect(() => assertValid(malware, {})).not.toThrow();
});

test('a million levels cost neither stack nor much time', () => {
  expect(validate({ ...malware, x: deep(1_000_000) })).toHaveLength(1);
});

describe.skipIf(!existsSync(DATA))('../shared/data, skipped where it is absent', () => {
  test.each(['ics-attack-18.1', 'mobile-attack-17.1'])('every object of %s is valid, strictly', (name) => {
    const text = gunzipSync(readFileSync(join(DATA, `${name}.json.gz`))).toString('utf8');
    const { objects } = JSON.parse(text) as { objects: { id: string; definition_type?: string }[] };
    const flawed = objects.flatMap((object) => validate(object, { strict: true }).map((flaw) => [object.id, flaw]));
    expect(flawed).toEqual([]);
  });
});
