import { StixError } from '../errors.ts';
import type { CanonicalValue } from './canonical.ts';
import { contributingHash } from './hashes.ts';
import type { IdProperties } from './ids.ts';
import { deterministicId } from './uuid5.ts';

const VALUE = ['value'];

/** Contributing properties of cyber-observables (STIX 2.1 chapter 6; OpenCTI's own types as pycti has them). */
const CONTRIBUTING: Readonly<Record<string, readonly string[]>> = {
  artifact: ['hashes', 'payload_bin'],
  'autonomous-system': ['number'],
  directory: ['path'],
  'domain-name': VALUE,
  'email-addr': VALUE,
  'ipv4-addr': VALUE,
  'ipv6-addr': VALUE,
  'mac-addr': VALUE,
  url: VALUE,
  'email-message': ['from_ref', 'subject', 'body'],
  file: ['hashes', 'name', 'parent_directory_ref', 'extensions'],
  mutex: ['name'],
  'network-traffic': ['start', 'end', 'src_ref', 'dst_ref', 'src_port', 'dst_port', 'protocols', 'extensions'],
  process: [],
  software: ['name', 'cpe', 'swid', 'vendor', 'version'],
  'user-account': ['account_type', 'user_id', 'account_login'],
  'windows-registry-key': ['key', 'values'],
  'x509-certificate': ['hashes', 'serial_number'],
  hostname: VALUE,
  text: VALUE,
  'user-agent': VALUE,
  credential: VALUE,
  'cryptocurrency-wallet': VALUE,
  'cryptographic-key': VALUE,
  'phone-number': VALUE,
  'tracking-number': VALUE,
  'ssh-key': VALUE,
  'ai-prompt': VALUE,
  imei: VALUE,
  iccid: VALUE,
  imsi: VALUE,
  'payment-card': ['card_number'],
  'bank-account': ['iban'],
  'media-content': ['url'],
  persona: ['persona_name', 'persona_type'],
};

/** Properties whose absence makes an observable meaningless. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = { 'bank-account': ['iban'] };

/** Types of observable that `scoId` knows. */
export const SCO_TYPES: readonly string[] = Object.keys(CONTRIBUTING);

const TIMES = new Set(['start', 'end']);
const NUMBERS = new Set(['number', 'src_port', 'dst_port']);
const UTC = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z$/;

/**
 * The deterministic id of an observable, as STIX 2.1 and the reference client make it; undefined when it has no
 * contributing property (there the reference takes a random one).
 * @throws StixError for an unknown type and for values that the specification refuses.
 */
export function scoId(type: string, properties: IdProperties): string | undefined {
  const names = CONTRIBUTING[type];
  if (!names) throw new StixError(`There is no deterministic id for the observable type ${type}`);
  refuseIncomplete(type, properties);
  const contributing: Record<string, CanonicalValue> = {};
  for (const name of names) {
    const value = properties[name];
    if (isAbsent(value)) continue;
    contributing[name] = cleaned(name, value);
  }
  return Object.keys(contributing).length === 0 ? undefined : deterministicId(type, contributing);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function refuseIncomplete(type: string, properties: IdProperties): void {
  const missing = REQUIRED[type]?.find((name) => isAbsent(properties[name]));
  if (missing) throw new StixError(`${type} needs ${missing}`, { path: `$.${missing}` });
  if (type === 'network-traffic' && isAbsent(properties.src_ref) && isAbsent(properties.dst_ref)) {
    throw new StixError('network-traffic needs src_ref or dst_ref', { path: '$.src_ref' });
  }
  if (type === 'artifact' && !isAbsent(properties.url) && isAbsent(properties.hashes)) {
    throw new StixError('artifact with a url needs hashes', { path: '$.hashes' });
  }
}

function cleaned(name: string, value: unknown): CanonicalValue {
  if (name === 'hashes') return contributingHash(value);
  if (TIMES.has(name)) return hashedTime(name, value);
  if (NUMBERS.has(name)) return Number(value);
  if (name === 'extensions') return withWholeSeconds(value as CanonicalValue);
  return value as CanonicalValue;
}

/** UTC text without trailing zeros in its fraction. */
function hashedTime(name: string, value: unknown): string {
  const text = value instanceof Date ? value.toISOString() : String(value);
  const found = UTC.exec(text);
  if (!found) throw new StixError(`${name} must be a UTC time ending in Z`, { path: `$.${name}` });
  const fraction = (found[2] ?? '').replace(/\.?0+$/, '');
  return `${found[1]}${fraction}Z`;
}

const PE = 'windows-pebinary-ext';

/** The compile time in a PE header has a precision of seconds. */
function withWholeSeconds(extensions: CanonicalValue): CanonicalValue {
  if (typeof extensions !== 'object' || extensions === null || Array.isArray(extensions)) return extensions;
  const given = extensions as Record<string, CanonicalValue | undefined>;
  const pe = given[PE] as { readonly time_date_stamp?: string } | undefined;
  if (typeof pe?.time_date_stamp !== 'string') return extensions;
  const stamp = pe.time_date_stamp.replace(/\.\d+Z$/, 'Z');
  return { ...given, [PE]: { ...pe, time_date_stamp: stamp } as CanonicalValue };
}
