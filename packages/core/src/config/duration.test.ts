import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseDuration } from './duration.ts';

interface DurationCase {
  readonly input: unknown;
  readonly exact_seconds?: number;
  readonly schedule_seconds?: number;
}

const VECTORS = join(import.meta.dirname, '../../../testing/fixtures/vectors/durations.json');

/** Taken by the reference, refused by us, with the reason (decision 1). */
const REFUSED: Readonly<Record<string, string>> = {
  '-PT5M': 'a period cannot be negative',
  '+PT5M': 'a sign is not ISO 8601',
  '01:30': 'not ISO 8601: minutes or hours is a guess',
  '01:30:15': 'not ISO 8601',
  '1 day': 'not ISO 8601',
  '1d': 'not ISO 8601',
  '2 days, 01:00:00': 'not ISO 8601',
  P1DT: 'a T without time is not ISO 8601',
};

const cases = (JSON.parse(readFileSync(VECTORS, 'utf8')).cases as DurationCase[]).filter(
  (one): one is DurationCase & { input: string } => typeof one.input === 'string',
);

test.each(cases.map((one) => [one.input, one] as const))('"%s"', (text, { exact_seconds, schedule_seconds }) => {
  const seconds = text in REFUSED ? undefined : (exact_seconds ?? schedule_seconds);

  expect(parseDuration(text)).toBe(seconds === undefined ? undefined : seconds * 1000);
});

test.each(['P1D2H', 'PT1H30', 'weekly', 'P-1D'])('"%s" is refused whole', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
