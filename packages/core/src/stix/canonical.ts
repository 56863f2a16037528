import { StixError } from '../errors.ts';

/** A value that canonical JSON can write. */
export type CanonicalValue =
  | string
  | number
  | boolean
  | null
  | readonly CanonicalValue[]
  | { readonly [key: string]: CanonicalValue | undefined };

/**
 * Canonical JSON text of a value (RFC 8785): keys by UTF-16 code units, numbers as ECMAScript prints a double.
 * Properties that are undefined are left out; null stays.
 * @throws StixError for lone surrogates and for numbers that are not finite.
 */
export function canonicalJson(value: CanonicalValue): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value === 'string') return canonicalString(value);
  if (Array.isArray(value)) return `[${value.map((item: CanonicalValue) => canonicalJson(item)).join(',')}]`;
  const entries = Object.entries(value as Record<string, CanonicalValue | undefined>);
  const members = entries
    .filter((entry): entry is [string, CanonicalValue] => entry[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, item]) => `${canonicalString(key)}:${canonicalJson(item)}`);
  return `{${members.join(',')}}`;
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new StixError(`A number that is not finite cannot be part of an id: ${value}`);
  return JSON.stringify(value);
}

function canonicalString(value: string): string {
  if (!value.isWellFormed()) throw new StixError('A text with a lone surrogate cannot be part of an id');
  return JSON.stringify(value);
}
