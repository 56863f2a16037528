import { StixError } from '../errors.ts';

/** White space as the reference trims it: unlike `trim()`, with U+001C..1F and U+0085, without U+FEFF. */
const SPACE = '[\\t\\n\\v\\f\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const EDGES = new RegExp(`^${SPACE}+|${SPACE}+$`, 'g');

/** Trims as the reference does (stix-ids.md section 1). */
export function trimmed(text: string): string {
  return text.replace(EDGES, '');
}

/** Lower case, trimmed: how names contribute to ids. @throws StixError when the value is not a text. */
export function normalized(value: unknown, property: string): string {
  return trimmed(requireText(value, property).toLowerCase());
}

/** @throws StixError naming the property when the value is not a text. */
export function requireText(value: unknown, property: string): string {
  if (typeof value !== 'string')
    throw new StixError(`${property} must be a text to make an id`, { path: `$.${property}` });
  return value;
}

/**
 * A date as it is hashed: a text exactly as given; a `Date` as an aware datetime of the reference,
 * `2024-02-29T12:00:00+00:00`, with six digits of fraction only when there are milliseconds.
 */
export function hashedDate(value: string | Date): string {
  if (typeof value === 'string') return value;
  const [seconds = '', fraction = '000Z'] = value.toISOString().split('.');
  const milliseconds = fraction.slice(0, 3);
  return `${seconds}${milliseconds === '000' ? '' : `.${milliseconds}000`}+00:00`;
}
