import { StixError } from '../errors.ts';
import { hashName } from './hashes.ts';
import type { StixObject } from './object.ts';

/** Finds an object by its id, so that a reference can be written as a value. */
export type Resolve = (id: string) => StixObject | undefined;

type Values = Readonly<Record<string, unknown>>;

/** One comparison: object path after the type, and the value. */
type Comparison = readonly [path: string, value: string | number | boolean];

/** Properties that tell an observable from others, in the order they are written; all that are given must hold. */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  'autonomous-system': ['number'],
  directory: ['path'],
  mutex: ['name'],
  software: ['name', 'vendor', 'version', 'cpe', 'swid'],
  'user-account': ['account_type', 'user_id', 'account_login'],
  'windows-registry-key': ['key'],
  'windows-registry-value-type': ['name', 'data', 'data_type'],
  'email-mime-part-type': ['content_type', 'content_disposition', 'body'],
  'network-traffic': ['src_port', 'dst_port'],
  'bank-account': ['iban'],
  'payment-card': ['card_number'],
  'media-content': ['url'],
  persona: ['persona_name', 'persona_type'],
};
/** Where the first that is given is enough. */
const FIRST: Readonly<Record<string, readonly string[]>> = {
  artifact: ['url', 'payload_bin'],
  file: ['name'],
  process: ['command_line', 'pid'],
  'x509-certificate': ['serial_number', 'subject', 'issuer'],
  'email-message': ['subject', 'body', 'message_id'],
  'ssh-key': ['fingerprint_sha256', 'value', 'fingerprint_md5'],
};
/** References that are written as the value of what they lead to. */
const REFERENCES: Readonly<Record<string, readonly string[]>> = {
  'network-traffic': ['src_ref', 'dst_ref'],
  'email-message': ['from_ref'],
};

/**
 * The STIX pattern (STIX 2.1 chapter 9) that matches an observable: `[domain-name:value = 'example.org']`. Of several
 * hashes any one matches; other properties must all hold. References need `resolve`, else they are left out.
 * @throws StixError for an observable with nothing to compare.
 */
export function patternOf(observable: StixObject, resolve: Resolve = () => undefined): string {
  const { type } = observable;
  const hashes = hashComparisons(observable);
  const comparisons = hashes.length > 0 ? hashes : valueComparisons(observable, resolve);
  if (comparisons.length === 0) throw new StixError(`${type} has nothing that a pattern can compare`);
  const written = comparisons.map(([path, value]) => `${type}:${path} = ${literal(value)}`);
  return `[${written.join(hashes.length > 0 ? ' OR ' : ' AND ')}]`;
}

/** A text as a pattern writes it, quotes included; `\` and `'` are escaped (STIX 2.1, 9.2). */
export function patternText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function literal(value: string | number | boolean): string {
  return typeof value === 'string' ? patternText(value) : String(value);
}

function hashComparisons({ hashes }: Values): Comparison[] {
  return Object.entries((hashes ?? {}) as Values).map(([name, value]) => [
    `hashes.${patternText(hashName(name))}`,
    String(value),
  ]);
}

function valueComparisons(observable: StixObject, resolve: Resolve): Comparison[] {
  const { type } = observable;
  const first = given(observable, FIRST[type] ?? []).slice(0, 1);
  const names = TOGETHER[type] ?? (FIRST[type] ? [] : ['value']);
  const references = (REFERENCES[type] ?? []).flatMap((name) => referenced(observable, name, resolve));
  return [...references, ...first, ...given(observable, names), ...listed(observable)];
}

function given(observable: Values, names: readonly string[]): Comparison[] {
  return names.flatMap((name): Comparison[] => {
    const value = observable[name];
    return isComparable(value) ? [[name, value]] : [];
  });
}

function referenced(observable: Values, name: string, resolve: Resolve): Comparison[] {
  const id = observable[name];
  const value = typeof id === 'string' ? resolve(id)?.value : undefined;
  return isComparable(value) ? [[`${name}.value`, value]] : [];
}

/** What stands in lists: protocols of a connection, values of a registry key. */
function listed({ type, protocols, values }: Values): Comparison[] {
  if (type === 'network-traffic' && Array.isArray(protocols)) {
    return protocols.filter(isComparable).map((protocol): Comparison => ['protocols[*]', protocol]);
  }
  if (type !== 'windows-registry-key' || !Array.isArray(values)) return [];
  return (values as Values[]).flatMap((value) =>
    given(value, ['name', 'data']).map(([name, found]): Comparison => [`values[*].${name}`, found]),
  );
}

function isComparable(value: unknown): value is string | number | boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean';
}
