import { StixError } from '../errors.ts';

/** Spelling of the specification, by the name without `-` in upper case. */
const SPELLING: Readonly<Record<string, string>> = {
  MD5: 'MD5',
  SHA1: 'SHA-1',
  SHA256: 'SHA-256',
  SHA512: 'SHA-512',
  SHA3256: 'SHA3-256',
  SHA3512: 'SHA3-512',
  SSDEEP: 'SSDEEP',
  TLSH: 'TLSH',
};

/** Digits of hexadecimal hashes. */
const DIGITS: Readonly<Record<string, number>> = {
  MD5: 32,
  'SHA-1': 40,
  'SHA-256': 64,
  'SHA-512': 128,
  'SHA3-256': 64,
  'SHA3-512': 128,
};

/** The one that makes the id: the first of these that is given, else the first given at all (STIX 2.1, 2.9). */
const PREFERRED = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512'];

/** Name of a hash algorithm as the specification spells it; unknown names stay. */
export function hashName(name: string): string {
  return SPELLING[name.replaceAll('-', '').toUpperCase()] ?? name;
}

/** The single hash that contributes to an id. @throws StixError when there is none, or one of the wrong shape. */
export function contributingHash(hashes: unknown): { readonly [name: string]: string } {
  const given = Object.entries((hashes ?? {}) as Record<string, unknown>).map(
    ([name, value]) => [hashName(name), String(value)] as const,
  );
  for (const [name, value] of given) refuseWrongShape(name, value);
  const chosen = PREFERRED.flatMap((name) => given.filter(([one]) => one === name))[0] ?? given[0];
  if (!chosen) throw new StixError('hashes must not be empty', { path: '$.hashes' });
  return { [chosen[0]]: chosen[1] };
}

function refuseWrongShape(name: string, value: string): void {
  const digits = DIGITS[name];
  if (digits === undefined || (value.length === digits && /^[0-9a-f]+$/i.test(value))) return;
  throw new StixError(`${name} must have ${digits} hexadecimal digits`, { path: `$.hashes['${name}']` });
}
