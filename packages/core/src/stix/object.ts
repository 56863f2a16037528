/** `<type>--<uuid>`, STIX 2.1 section 2.9. */
export type StixId<Type extends string = string> = `${Type}--${string}`;

/** Any STIX object as core passes it on: known by type and id, everything else left as it is. */
export interface StixObject {
  readonly type: string;
  readonly id: string;
  readonly [property: string]: unknown;
}

/** A STIX 2.1 bundle. */
export interface StixBundle {
  readonly type: 'bundle';
  readonly id: string;
  readonly objects: readonly StixObject[];
}

const STIX_ID = /^([a-z][a-z0-9]*(?:-[a-z0-9]+)*)--([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;

/** True for `<type>--<uuid>`. */
export function isStixId(value: unknown): value is StixId {
  return typeof value === 'string' && STIX_ID.test(value);
}

/** The type part of a STIX id; the whole text when it has none. */
export function stixTypeOf(id: string): string {
  const end = id.indexOf('--');
  return end < 0 ? id : id.slice(0, end);
}
