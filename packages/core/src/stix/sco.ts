import { StixError } from '../errors.ts';
import type { StixObject } from './object.ts';
import { scoId } from './sco-ids.ts';

/** An observable that is its value, such as a domain name. */
export interface ValueObservable<Type extends string> extends StixObject {
  readonly type: Type;
  readonly value: string;
}

type Properties = Readonly<Record<string, unknown>>;

/**
 * A cyber-observable of any type, with its deterministic id.
 * @throws StixError when the id would be random: then give one as `id`.
 */
export function observable<Type extends string, Given extends Properties>(
  type: Type,
  properties: Given,
): StixObject & { readonly type: Type } & Given {
  const id = typeof properties.id === 'string' ? properties.id : scoId(type, properties);
  if (id === undefined) throw new StixError(`${type} has no property that makes its id: give it an id`);
  return { ...properties, type, spec_version: '2.1', id };
}

/** A builder of observables that are their value: `byValue('url')('https://example.org/')`. */
export function byValue<Type extends string>(type: Type) {
  return (value: string, more: Properties = {}): ValueObservable<Type> => observable(type, { ...more, value });
}

/** `domainName('example.org')`; a second argument holds further properties. */
export const domainName = byValue('domain-name');
/** `hostname('www.example.org')`: OpenCTI's own type. */
export const hostname = byValue('hostname');
/** `ipv4Address('192.0.2.10')`, a network by its prefix too. */
export const ipv4Address = byValue('ipv4-addr');
/** `ipv6Address('2001:db8::10')`, a network by its prefix too. */
export const ipv6Address = byValue('ipv6-addr');
/** `emailAddress('desk@example.org')`: the address alone, without a name. */
export const emailAddress = byValue('email-addr');
/** `macAddress('02:00:5e:10:00:00')`: lower case, colons (STIX 2.1, 6.10). */
export const macAddress = byValue('mac-addr');
/** `url('https://example.org/')` */
export const url = byValue('url');

/** `autonomousSystem(64512, { name: 'Example' })` */
export function autonomousSystem(number: number, more: Properties = {}) {
  return observable('autonomous-system', { ...more, number });
}

/** A file by its hashes, its name, or both. */
export function file(
  properties: { readonly hashes?: Readonly<Record<string, string>>; readonly name?: string } & Properties,
) {
  return observable('file', properties);
}
