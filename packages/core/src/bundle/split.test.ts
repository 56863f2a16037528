import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type BundleInput, splitBundle } from './split.ts';
import { OUR_ANSWERS } from './split-deviations.ts';

const FOLDER = join(import.meta.dirname, '../../../testing/fixtures/vectors/splitter');

/** The reference's counter passes 2^53 there: ours is capped, in the same order. */
const BIG_DIAMOND = '39-big-diamond.json';

interface Vector {
  readonly input: BundleInput;
  readonly options: { readonly cleanup_inconsistent_bundle: boolean; readonly event_version: string | null };
  readonly expected: {
    readonly error?: string;
    readonly incompatible_ids?: readonly string[];
    readonly seq_as_text?: readonly string[];
    readonly order?: readonly (readonly [number, readonly string[]])[];
    readonly bundles?: readonly { id: string }[];
  };
}

const names = readdirSync(FOLDER).filter((name) => /^\d/.test(name));

function split({ input, options }: Vector) {
  return splitBundle(input, {
    cleanupInconsistentBundle: options.cleanup_inconsistent_bundle,
    ...(options.event_version === null ? {} : { eventVersion: options.event_version }),
  });
}

function read(name: string): Vector {
  return JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Vector;
}

describe('vectors of the reference', () => {
  test.each(names.filter((name) => !(name in OUR_ANSWERS) && name !== BIG_DIAMOND))('%s', (name) => {
    const vector = read(name);
    const before = structuredClone(vector.input);
    if (vector.expected.error) {
      expect(() => split(vector)).toThrow('not a STIX bundle');
      return;
    }

    const { parts, incompatible } = split(vector);

    const givenId = vector.input.id !== undefined;
    const expected = (vector.expected.bundles ?? []).map((part) =>
      givenId ? part : { ...part, id: expect.stringMatching(/^bundle--/) },
    );
    expect(parts).toEqual(expected);
    expect(incompatible.map(({ id }) => id)).toEqual(vector.expected.incompatible_ids);
    expect(vector.input).toEqual(before);
  });
});

describe('where the reference is at fault (decision 1)', () => {
  test.each(Object.entries(OUR_ANSWERS))('%s', (name, { order, incompatible }) => {
    const result = split(read(name));

    expect(result.parts.map((part) => [part.x_opencti_seq, part.objects[0].id])).toEqual(order);
    expect(result.incompatible.map(({ id }) => id)).toEqual(incompatible);
  });
});

test('39-big-diamond.json: the order of the reference, its counter capped', () => {
  const vector = read(BIG_DIAMOND);

  const { parts } = split(vector);

  const cap = BigInt(Number.MAX_SAFE_INTEGER);
  const counters = (vector.expected.seq_as_text ?? []).map(BigInt).map((n) => Number(n > cap ? cap : n));
  expect(parts.map((part) => part.objects[0].id)).toEqual(vector.expected.order?.map(([, [id]]) => id));
  expect(parts.map((part) => part.x_opencti_seq)).toEqual(counters);
});

test('a chain of 100,000 references does not overflow', () => {
  const objects = Array.from({ length: 100_000 }, (_, index) => ({
    type: 'grouping',
    id: `grouping--${index}`,
    object_refs: [`grouping--${index + 1}`],
  }));

  const { parts } = splitBundle({ type: 'bundle', id: 'bundle--x', objects });

  expect(parts).toHaveLength(100_000);
  expect(parts[0]?.objects[0].id).toBe('grouping--99999');
  expect(parts.at(-1)?.x_opencti_seq).toBe(100_000);
});

test('parts come after what they refer to, even where cycles were cut and counters are capped', () => {
  const size = 400;
  const objects = Array.from({ length: size }, (_, index) => ({
    type: 'grouping',
    id: `grouping--${index}`,
    object_refs: [1, 2, 3].map((step) => `grouping--${(index * 7 + step * 13) % size}`),
  }));

  const { parts } = splitBundle({ type: 'bundle', id: 'bundle--x', objects });

  const seen = new Set<string>();
  for (const {
    objects: [object],
  } of parts) {
    for (const reference of object.object_refs as string[]) expect(seen).toContain(reference);
    seen.add(object.id);
  }
  expect(seen.size).toBe(size);
});
