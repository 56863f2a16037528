import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readSection } from './read-section.ts';

interface ConfigCase {
  readonly env: { readonly VECTOR_VAR: string } | null;
  readonly config: { readonly section?: Record<string, unknown> | string | null } | null;
  readonly options: { readonly isNumber?: boolean; readonly default?: unknown; readonly required?: boolean };
  readonly expected?: unknown;
  readonly expected_type?: string;
  readonly error?: string;
}

const FILE = join(import.meta.dirname, '../../../testing/fixtures/vectors/config.json');
const cases = JSON.parse(readFileSync(FILE, 'utf8')).cases as ConfigCase[];

/** The reference has no schema: the type of its answer stands in for one. */
function schemaOf({ options, expected_type: type }: ConfigCase): z.ZodType {
  const plain = options.isNumber ? z.number() : (BY_TYPE[type ?? 'str'] ?? z.unknown());
  if (options.default !== undefined) return plain.default(options.default as never);
  return options.required ? plain : plain.optional();
}

const BY_TYPE: Readonly<Record<string, z.ZodType>> = {
  bool: z.boolean(),
  str: z.string(),
  int: z.number(),
  float: z.number(),
  list: z.array(z.unknown()),
  dict: z.record(z.string(), z.unknown()),
};

const REFUSED = Symbol('refused');

function ours(one: ConfigCase): unknown {
  const { value, problems } = readSection('section', z.object({ key: schemaOf(one) }), {
    env: { SECTION_KEY: one.env?.VECTOR_VAR },
    yaml: one.config ?? {},
    readFile: () => '',
  });
  return problems.length > 0 ? REFUSED : ((value as { key?: unknown } | undefined)?.key ?? null);
}

/** Where ours differs on purpose: what it gives, and why. */
function deviation(one: ConfigCase): { readonly gives: unknown; readonly why: string } | undefined {
  const { env, config, options } = one;
  const section = config?.section;
  const fromFile = typeof section === 'object' ? section?.key : undefined;
  const given = env?.VECTOR_VAR;
  const fallback = options.default ?? (options.required ? REFUSED : null);
  if (given === '' && fromFile !== undefined) return { gives: fromFile, why: 'an empty variable hides nothing' };
  if (given === undefined && fromFile === null) return { gives: fallback, why: 'null in the file means: not set' };
  if (given === undefined && (!config || section === null || typeof section === 'string')) {
    return { gives: fallback, why: 'a section that is empty, or no section at all, is no error' };
  }
  if (options.required && given === undefined && fromFile === undefined) {
    return { gives: fallback, why: 'what is required is asked for' };
  }
  if (options.isNumber)
    return given === undefined && fromFile === '' ? undefined : numberDeviation(given ?? fromFile, fallback);
  const text = given ?? fromFile;
  return typeof text === 'string' && text === ''
    ? { gives: given === '' ? fallback : '', why: 'empty text' }
    : undefined;
}

function numberDeviation(value: unknown, fallback: unknown) {
  if (value === '') return { gives: fallback, why: 'an empty variable is not set' };
  if (typeof value === 'number') return { gives: value, why: 'numbers of the file are taken as they are' };
  if (typeof value === 'boolean') return { gives: REFUSED, why: 'a boolean is no number' };
  if (typeof value !== 'string') return undefined;
  const number = value.trim() === '' ? Number.NaN : Number(value);
  return { gives: Number.isNaN(number) ? REFUSED : number, why: 'numbers as JavaScript reads them' };
}

describe(`how a value is read (${cases.length} cases of config.json)`, () => {
  test.each(
    cases.map((one, index) => [`${index} ${JSON.stringify([one.env, one.config, one.options])}`, one] as const),
  )('%s', (_name, one) => {
    const expected = one.error ? REFUSED : one.expected;
    const other = deviation(one);
    expect(ours(one)).toEqual(other ? other.gives : expected);
  });

  test('most are the same', () => {
    const same = cases.filter((one) => {
      const expected = one.error ? REFUSED : one.expected;
      return JSON.stringify([String(ours(one))]) === JSON.stringify([String(expected)]);
    });
    console.info(`config.json: ${same.length} of ${cases.length} as the reference, the others by a named rule`);
    expect(same.length).toBeGreaterThan(100);
  });
});
