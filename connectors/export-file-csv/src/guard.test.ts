import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guarded } from './guard.ts';
import { PAYLOADS } from './payloads.fixtures.ts';

/** Payloads that hide behind a character of CSV: quoting disarms them, or a test of their own stands below. */
const HIDDEN = /^[a"\r\n]/;

test.each(PAYLOADS.filter((payload) => !HIDDEN.test(payload)))('%j starts no formula', (payload) => {
  expect(guarded(payload, 'prefix')).toBe(`'${payload}`);
  expect(guarded(payload, 'wrap')).toBe(`"${payload}"`);
  expect(guarded(payload, 'off')).toBe(payload);
});

test('a line in the middle of a text starts no formula either; bullets stay', () => {
  const text = 'They\n- wait\n+ strike (often)\r\n =1+1\n@SUM(1)\n-cmd|x\n--\n\n=1\r=2';
  expect(guarded(text, 'prefix')).toBe("They\n- wait\n'+ strike (often)\r\n '=1+1\n'@SUM(1)\n'-cmd|x\n--\n\n'=1\r'=2");
  expect(guarded(text, 'off')).toBe(text);
  const long = `a${'\n \t'.repeat(200_000)}-`;
  const started = performance.now();
  expect(guarded(long, 'prefix')).toBe(long);
  expect(performance.now() - started).toBeLessThan(2_000);
});

describe('what is no formula stays as it is', () => {
  test.each([
    '-5',
    '+3.25',
    '-1e-7',
    '-0,5',
    '+49',
    'a=b',
    '1+1',
    '',
    "'=1",
    '2026-01-01',
    'é',
    'مالك',
    ' text',
    '北京',
  ])('%j', (text) => expect(guarded(text, 'prefix')).toBe(text));
});

test('no guarded text begins like a formula, whatever blanks stand before', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'=+-@ \t\r\n"\',;a1') }));
  fc.assert(
    fc.property(text, (value) => {
      const out = guarded(value, 'prefix').replace(/^[\s\p{C}]+/u, '');
      expect(/^[=+\-@＝＋－＠]/.test(out) && !/^[+-]?[\d.,]+(e[+-]?\d+)?$/i.test(out)).toBe(false);
    }),
    { numRuns: 2_000 },
  );
});
