import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { accountEmail, normalizeEmail } from './service-account.ts';

const VECTORS = join(import.meta.dirname, '../../../testing/fixtures/vectors/helpers.json');
const { normalize_email_prefix: cases } = JSON.parse(readFileSync(VECTORS, 'utf8')) as {
  normalize_email_prefix: readonly { readonly input: string; readonly expected?: string }[];
};

// The one without `@` raises there; an address of ours always has one.
test.each(cases.filter(({ expected }) => expected !== undefined))('$input', ({ input, expected }) => {
  expect(normalizeEmail(input)).toBe(expected);
});

test('the account of a connector has the address that the reference gives it', () => {
  expect(accountEmail('Recorded service', 'c1')).toBe('Recorded-service@connector.octi.filigran.io');
  expect(accountEmail('Коннектор', 'c1')).toBe('c1@connector.octi.filigran.io');
});
