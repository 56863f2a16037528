import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { splitBundle } from './split.ts';
import { splitText } from './split-text.ts';

const DATA = join(import.meta.dirname, '../../../../../shared/data');
const TOOL = { type: 'tool', id: 'tool--00000000-0000-4000-8000-000000000001', name: 'Ünï' };

test('texts of parts, one object each', () => {
  const { texts, count } = splitText(JSON.stringify({ type: 'bundle', id: 'bundle--1', objects: [TOOL] }));

  expect(count).toBe(1);
  expect([...texts].map((text) => JSON.parse(text))).toMatchObject([{ x_opencti_seq: 1, objects: [TOOL] }]);
});

test.each(['', '{"objects":', 'null', '{}', '[]'])('%j is refused with a sentence', (text) => {
  expect(() => splitText(text)).toThrow('This is not a STIX bundle');
});

test.skipIf(!existsSync(DATA))('the same parts as of objects, for ICS 18.1 (skipped without ../shared/data)', () => {
  const text = gunzipSync(readFileSync(join(DATA, 'ics-attack-18.1.json.gz'))).toString('utf8');

  const { texts, incompatible } = splitText(text);
  const expected = splitBundle(JSON.parse(text));

  expect([...texts].map((part) => JSON.parse(part))).toEqual(expected.parts);
  expect(incompatible).toEqual(expected.incompatible);
});
