import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from './canonical.ts';
import { externalReferenceId, type IdProperties, stixId } from './ids.ts';
import { objectId } from './object-id.ts';

const FOLDER = join(import.meta.dirname, '../../../testing/fixtures/vectors');

interface IdCase {
  readonly type: string;
  readonly fn: string;
  readonly input: Record<string, unknown>;
  readonly expected?: string | null;
  readonly error?: string;
}

function read<Case>(name: string): Case[] {
  return JSON.parse(readFileSync(join(FOLDER, name), 'utf8'), revive).cases as Case[];
}

/** The values JSON has no word for (vectors/README.md). A datetime in UTC becomes a Date, others stay text. */
function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { $datetime, $float, $number } = value as Record<string, string | undefined>;
  if ($datetime !== undefined) return /\+00:00$/.test($datetime) ? fromUtc($datetime) : $datetime;
  if ($float !== undefined) return Number($float);
  return $number === undefined ? value : $number === 'nan' ? Number.NaN : Number($number.replace('inf', 'Infinity'));
}

/** Microseconds do not fit a Date: such a value is written out. */
function fromUtc(text: string): Date | string {
  return /\.\d{3}(?!000)\d{3}/.test(text) ? text : new Date(text);
}

function idOf({ type, input }: IdCase): string | null {
  const properties: IdProperties = 'object_ids' in input ? { object_refs: input.object_ids } : input;
  return type === 'external-reference' ? (externalReferenceId(properties) ?? null) : stixId(type, properties);
}

const all = read<IdCase>('ids.json');
const cases = all.filter(({ fn }) => fn.endsWith('.generate_id'));
const wholeObjects = all.filter(({ fn }) => fn.endsWith('.generate_id_from_data'));

describe(`deterministic ids (${cases.length} cases of ids.json)`, () => {
  test.each(cases.map((one, index) => [`${index} ${one.fn}`, one] as const))('%s', (_name, one) => {
    if (one.error) expect(() => idOf(one)).toThrow();
    else expect(idOf(one)).toBe(one.expected);
  });
});

describe(`ids of whole objects (${wholeObjects.length} cases of ids.json)`, () => {
  test.each(wholeObjects.map((one, index) => [`${index} ${one.fn}`, one] as const))('%s', (_name, one) => {
    const object = one.input.data as IdProperties;
    if (one.error) expect(() => objectId(one.type, object)).toThrow();
    else expect(objectId(one.type, object)).toBe(one.expected);
  });
});

interface CanonicalCase {
  readonly input: Parameters<typeof canonicalJson>[0];
  readonly expected?: string;
  readonly error?: string;
}

const canonical = read<CanonicalCase>('canonical.json');

describe(`canonical JSON (${canonical.length} cases of canonical.json)`, () => {
  test.each(canonical.map((one, index) => [index, one] as const))('%i', (_index, { input, expected, error }) => {
    if (error) expect(() => canonicalJson(input)).toThrow();
    else expect(canonicalJson(input)).toBe(expected);
  });
});
