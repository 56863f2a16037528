import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { autonomousSystem, domainName, file, observable } from './sco.ts';
import { scoId } from './sco-ids.ts';
import { isWithinTlp, parseTlp } from './tlp.ts';

const FOLDER = join(import.meta.dirname, '../../../testing/fixtures/vectors');

function read<Case>(name: string): Case[] {
  return JSON.parse(readFileSync(join(FOLDER, name), 'utf8')).cases as Case[];
}

interface ScoCase {
  readonly type: string;
  readonly object: Record<string, unknown>;
  readonly expected_id?: string | null;
  readonly error?: string;
}

const observables = read<ScoCase>('sco-ids.json');

describe(`ids of observables (${observables.length} cases of sco-ids.json)`, () => {
  test.each(observables.map((one, index) => [`${index} ${one.type}`, one] as const))('%s', (_name, one) => {
    if (one.error) expect(() => scoId(one.type, one.object)).toThrow();
    else expect(scoId(one.type, one.object) ?? null).toBe(one.expected_id);
  });
});

interface TlpCase {
  readonly tlp: string | null;
  readonly max_tlp: string | null;
  readonly expected?: boolean;
  readonly error?: string;
}

const markings = read<TlpCase>('tlp.json');

describe(`markings (${markings.length} cases of tlp.json)`, () => {
  test.each(markings.map((one, index) => [`${index} ${one.tlp} within ${one.max_tlp}`, one] as const))(
    '%s',
    (_name, one) => {
      if (one.error) expect(() => isWithinTlp(one.tlp, one.max_tlp)).toThrow('not a TLP marking');
      else expect(isWithinTlp(one.tlp, one.max_tlp)).toBe(one.expected);
    },
  );
  test('other names are refused', () => expect(() => parseTlp('TLP:PURPLE')).toThrow('not a TLP marking'));
});

test('builders give the id of the vectors', () => {
  expect(autonomousSystem(64512).id).toBe('autonomous-system--f70107cd-c76d-511f-980d-a4ab7f4a9aad');
  expect(file({ name: 'a.exe' }).id).toBe('file--c10ebc4d-e065-5ec7-93e4-fa1fd2bae072');
  expect(domainName('example.org', { x_opencti_score: 50 })).toMatchObject({
    value: 'example.org',
    x_opencti_score: 50,
  });
});

test('an observable without contributing property needs an id of its own', () => {
  expect(() => observable('process', { pid: 1 })).toThrow('give it an id');
  expect(observable('process', { id: 'process--1', pid: 1 }).id).toBe('process--1');
});
