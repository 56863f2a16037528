import { StixError } from '../errors.ts';
import { stixId } from './ids.ts';
import type { StixId, StixObject } from './object.ts';
import { missingProperty } from './required.ts';

/** A point in time: a `Date`, or RFC 3339 text in UTC. */
export type Time = string | Date;

/** A reference to somebody else's words about an object (STIX 2.1 section 2.5). */
export interface ExternalReference {
  readonly source_name: string;
  readonly description?: string;
  readonly url?: string;
  readonly external_id?: string;
  readonly hashes?: Readonly<Record<string, string>>;
}

/** A step of an attack (STIX 2.1 section 2.7), with OpenCTI's place in its chain. */
export interface KillChainPhase {
  readonly kill_chain_name: string;
  readonly phase_name: string;
  readonly x_opencti_order?: number;
}

/** What every domain object may carry besides its own properties; OpenCTI's flat ones by their names. */
export interface CommonProperties {
  /** Given only where the deterministic id is not wanted. */
  readonly id?: string;
  readonly created?: Time;
  readonly modified?: Time;
  readonly created_by_ref?: StixId<'identity'>;
  readonly revoked?: boolean;
  readonly labels?: readonly string[];
  /** 0 to 100. */
  readonly confidence?: number;
  readonly lang?: string;
  readonly external_references?: readonly ExternalReference[];
  readonly object_marking_refs?: readonly StixId<'marking-definition'>[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly [own: `x_${string}`]: unknown;
}

/** A property as it stands in the object: times as text. */
type Written<Value> = Date extends Value ? Exclude<Value, Date> : Value;

/** An object that a builder made of the given properties. */
export type Built<Type extends string, Given> = StixObject & {
  readonly type: Type;
  readonly spec_version: '2.1';
  readonly id: StixId<Type>;
} & { readonly [Property in keyof Given as Property extends 'id' ? never : Property]: Written<Given[Property]> };

/**
 * A readonly object of a type: with its deterministic id unless one is given, times as text, undefined left out.
 * `idType` names the rule of the id where it is not the type.
 * @throws StixError naming the property that is missing.
 */
export function build<Type extends string, Given extends object>(
  type: Type,
  properties: Given,
  idType: string = type,
): Built<Type, Given> {
  const given = properties as Readonly<Record<string, unknown>>;
  const missing = missingProperty(type, given, true);
  if (missing) throw new StixError(`${type} needs ${missing}`, { path: `$.${missing}` });
  const id = typeof given.id === 'string' ? given.id : stixId(idType, given);
  const object: Record<string, unknown> = { type, spec_version: '2.1', id };
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) object[name] = value instanceof Date ? value.toISOString() : value;
  }
  return Object.freeze(object) as unknown as Built<Type, Given>;
}
