import { isIPv4, isIPv6 } from 'node:net';
import { observable, process, type StixObject } from '@opencti-connectors/core/stix';
import { FILE_ENDINGS, PROPERTIES, TYPE_NAMES } from './csv-columns.data.ts';

/** Hash algorithms by the number of hexadecimal digits. */
const DIGITS: Readonly<Record<number, string>> = { 32: 'MD5', 40: 'SHA-1', 64: 'SHA-256', 128: 'SHA-512' };
const DOMAIN =
  /^(?=.{1,253}\.?$)(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}][\p{L}\p{N}-]{1,62}\.?$/u;
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const REGISTRY = /^(HKEY_[A-Z_]+|HK(LM|CU|CR|U|CC))\\/i;

/** Whether a text may be the value of a type; types that are not here take any text. */
const CHECKS: Readonly<Record<string, (value: string) => boolean>> = {
  'ipv4-addr': (value) => isNetwork(value, isIPv4, 32),
  'ipv6-addr': (value) => isNetwork(value, isIPv6, 128),
  'domain-name': (value) => DOMAIN.test(value) && !FILE_ENDINGS.has(endingOf(value)),
  url: (value) => SCHEME.test(value) && URL.canParse(value),
  'email-addr': (value) => /^[^\s@]+@[^\s@]+$/.test(value) && DOMAIN.test(value.slice(value.indexOf('@') + 1)),
  'mac-addr': (value) => /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(value),
  'autonomous-system': (value) => /^(AS)?\d{1,10}$/i.test(value),
  'windows-registry-key': (value) => REGISTRY.test(value),
};
/** Types that a value shows by itself; the first that takes it. */
const TOLD = ['ipv4-addr', 'ipv6-addr', 'url', 'email-addr', 'mac-addr', 'windows-registry-key', 'domain-name'];

/** Text that was made unclickable, as it was: `hxxps://evil[.]example` (the ways that reports are written). */
export function refanged(text: string): string {
  return text
    .trim()
    .replace(/^(h)(?:xx|\*\*|tt)(ps?)(?=[:[])/i, '$1tt$2')
    .replace(/^fxp(?=[:[])/i, 'ftp')
    .replaceAll(/\[:\/\/\]|:\[\/\/\]/g, '://')
    .replaceAll(/\[:\]/g, ':')
    .replaceAll(/[[({](?:\.|dot)[\])}]|\\\./gi, '.')
    .replaceAll(/[[({](?:@|at)[\])}]/gi, '@');
}

/** STIX type of a name that somebody wrote; undefined for one that no observable has. */
export function typeNamed(name: string): string | undefined {
  const lower = name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
  const type = TYPE_NAMES[lower] ?? lower;
  return Object.hasOwn(PROPERTIES, type) ? type : undefined;
}

/** STIX type of what a value looks like; undefined when it looks like none. */
export function typeOf(value: string): string | undefined {
  const told = TOLD.find((type) => CHECKS[type]?.(value));
  if (told) return told;
  if (/^AS\d+$/i.test(value)) return 'autonomous-system';
  const isFile = hashOf(value) !== undefined || (/^[^\\/:*?"<>|]+$/.test(value) && FILE_ENDINGS.has(endingOf(value)));
  return isFile ? 'file' : undefined;
}

/** Whether a value can be of a type at all. */
export function mayBe(type: string, value: string): boolean {
  return CHECKS[type]?.(value) ?? true;
}

/** An observable of a type that is no file. @throws StixError for a value that makes none. */
export function observableOf(type: string, value: string, more: Readonly<Record<string, unknown>>): StixObject {
  if (type === 'process') return process({ ...more, command_line: value });
  return observable(type, { ...more, [PROPERTIES[type] ?? 'value']: stored(type, value) });
}

function stored(type: string, value: string): string | number {
  if (type === 'autonomous-system') return Number(value.replace(/^AS/i, ''));
  return ['domain-name', 'hostname', 'mac-addr'].includes(type) ? value.toLowerCase().replace(/\.$/, '') : value;
}

/** Name of the hash algorithm that a text shows by its length. */
export function hashOf(value: string): string | undefined {
  return /^[0-9a-f]+$/i.test(value) ? DIGITS[value.length] : undefined;
}

function endingOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}

function isNetwork(value: string, isAddress: (text: string) => boolean, bits: number): boolean {
  const [address = '', length, ...more] = value.split('/');
  return (
    isAddress(address) &&
    more.length === 0 &&
    (length === undefined || (/^\d+$/.test(length) && Number(length) <= bits))
  );
}
