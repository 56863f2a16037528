import { gzipSync } from 'node:zlib';
import { InputError } from '@opencti-connectors/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Outcome, read } from './file.fixtures.ts';
import { zip } from './zip.fixtures.ts';

const RUNS = 1_000;
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
console.info(`mutated files: SEED=${seed}`);

const OLD = { created: '2017-01-01T00:00:00.000Z', modified: '2017-01-02T00:00:00.000Z' };
const OBJECTS: readonly Record<string, unknown>[] = Array.from({ length: 6 }, (_, n) => [
  { type: 'tool', spec_version: '2.1', id: `tool--00000000-0000-4000-8000-00000000000${n}`, name: `Tööl "${n}" \\ 😀` },
  { type: 'malware', id: `malware--00000000-0000-4000-8000-00000000000${n}`, name: 'x', labels: ['trojan'], ...OLD },
  {
    type: 'observed-data',
    id: `observed-data--00000000-0000-4000-8000-00000000000${n}`,
    ...OLD,
    objects: {
      0: { type: 'file', name: `${n}.exe`, parent_directory_ref: '1' },
      1: { type: 'directory', path: '/', contains_refs: ['0'] },
    },
  },
]).flat();
const BUNDLE = JSON.stringify({ type: 'bundle', id: 'bundle--1', objects: OBJECTS }, undefined, 1);
const LINES = OBJECTS.map((object) => JSON.stringify(object)).join('\n');
const TABLE = `value,type,description,score\n${Array.from({ length: 20 }, (_, n) => `1.2.3.${n},ipv4,"a ""b""\nc",${n}\n`).join('')}`;

const ORIGINALS: Readonly<Record<string, Buffer>> = {
  bundle: Buffer.from(BUNDLE),
  list: Buffer.from(JSON.stringify(OBJECTS)),
  lines: Buffer.from(LINES),
  table: Buffer.from(TABLE),
  'UTF-16': Buffer.from(BUNDLE, 'utf16le'),
  gzip: gzipSync(BUNDLE),
  zip: zip([
    { name: 'a.json', content: BUNDLE },
    { name: 'b.csv', content: TABLE },
  ]),
};

const BYTES = [...Buffer.from('{}[]",:\\\n\0 ;tru1')];
const mutation = fc.record({
  kind: fc.constantFrom('set', 'set', 'insert', 'insert', 'remove', 'repeat', 'cut'),
  at: fc.noBias(fc.integer({ min: 0, max: 999_999 })),
  length: fc.integer({ min: 1, max: 200 }),
  byte: fc.oneof(fc.constantFrom(...BYTES), fc.noBias(fc.integer({ min: 0, max: 255 }))),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer One> ? One : never;

function mutated(bytes: Buffer, { kind, at, length, byte }: Mutation): Buffer {
  const place = Math.floor((at / 1_000_000) * bytes.length);
  const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
  const own = Buffer.of(byte);
  if (kind === 'set') return Buffer.concat([before, own, after.subarray(1)]);
  if (kind === 'insert') return Buffer.concat([before, own, after]);
  if (kind === 'remove') return Buffer.concat([before, after.subarray(length)]);
  if (kind === 'repeat') return Buffer.concat([before, after.subarray(0, length), after]);
  return before;
}

/** Objects that a JSON reader finds; undefined when it finds fault with the text. */
function expected(bytes: Buffer): number | undefined {
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
    const list = Array.isArray(value) ? value : (value as { objects?: unknown }).objects;
    return Array.isArray(list) ? list.length : 0;
  } catch {
    return undefined;
  }
}

async function attempt(bytes: Buffer, size: number): Promise<Outcome | InputError> {
  try {
    return await read(bytes, { size });
  } catch (error) {
    if (!InputError.isInstance(error)) throw error;
    return error;
  }
}

test(`${RUNS} mutated files: no crash, and a reason for whatever is not read`, async () => {
  const tally = { whole: 0, partly: 0, refused: 0 };
  const property = fc.asyncProperty(
    fc.constantFrom(...Object.keys(ORIGINALS)),
    fc.array(mutation, { minLength: 1, maxLength: 3 }),
    fc.constantFrom(1, 13, 4_096),
    async (name, mutations, size) => {
      const bytes = mutations.reduce(mutated, ORIGINALS[name] ?? Buffer.alloc(0));
      const outcome = await attempt(bytes, size);
      if (InputError.isInstance(outcome)) {
        expect(outcome.message.length).toBeGreaterThan(10);
        tally.refused++;
        return;
      }
      const { objects, refused } = outcome;
      tally[refused.length > 0 ? 'partly' : 'whole']++;
      for (const { path, reason } of refused) expect(Math.min(path.length, reason.length)).toBeGreaterThan(0);
      for (const { type, id } of objects) expect(`${typeof type} ${typeof id}`).toBe('string string');
      if (name !== 'bundle' && name !== 'list') return;
      const count = expected(bytes);
      if (count === undefined) expect(refused.length).toBeGreaterThan(0);
      else expect(objects.length + refused.length).toBeGreaterThanOrEqual(count);
    },
  );
  await fc.assert(property, { numRuns: RUNS, seed });
  console.info(`read whole ${tally.whole}, partly ${tally.partly}, refused ${tally.refused}`);
}, 120_000);
