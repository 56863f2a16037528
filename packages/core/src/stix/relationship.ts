import { StixError } from '../errors.ts';
import { type Built, build, type CommonProperties, type Time } from './build.ts';
import { type StixId, type StixObject, stixTypeOf } from './object.ts';
import { isLegalRelationship, type RelationshipName, type RelationshipTarget } from './relationship-types.ts';

/** An end of a relationship: an object, or its id. */
export type End = StixObject | StixId;

/** The STIX type of an end; `string` where the compiler does not know it. */
export type TypeOf<One> = One extends `${infer Type}--${string}`
  ? Type
  : One extends { readonly type: infer Type extends string }
    ? Type
    : string;

/** What a relationship may say besides its ends. */
export interface RelationshipProperties extends CommonProperties {
  readonly description?: string;
  readonly start_time?: Time;
  readonly stop_time?: Time;
}

interface Ends<Name extends string> {
  readonly relationship_type: Name;
  readonly source_ref: StixId;
  readonly target_ref: StixId;
}

/** A relationship object with its deterministic id. */
export type Relationship<Name extends string = string> = Built<'relationship', Ends<Name> & RelationshipProperties>;

/** The target, or nothing where the combination is illegal: that is what the compiler refuses. */
type LegalEnd<Source extends string, Name extends string, Target> =
  string extends TypeOf<Target> ? Target : TypeOf<Target> extends RelationshipTarget<Source, Name> ? Target : never;

/**
 * `relationship(malware, 'uses', technique)`: ends are objects or ids. Illegal combinations do not compile; where types
 * are known only at run time they are refused then.
 * @throws StixError naming the combination.
 */
export function relationship<
  const Source extends End,
  const Name extends RelationshipName<TypeOf<Source>>,
  const Target extends End,
>(
  source: Source,
  name: Name,
  target: LegalEnd<TypeOf<Source>, Name, Target> & Target,
  properties: RelationshipProperties = {},
): Relationship<Name> {
  const [source_ref, target_ref] = [idOf(source), idOf(target)];
  const [from, to] = [stixTypeOf(source_ref), stixTypeOf(target_ref)];
  if (!isLegalRelationship(from, name, to)) {
    throw new StixError(`There is no relationship "${name}" from ${from} to ${to}`, { path: '$.relationship_type' });
  }
  return build('relationship', { ...properties, relationship_type: name, source_ref, target_ref });
}

function idOf(end: End): StixId {
  return (typeof end === 'string' ? end : end.id) as StixId;
}

/** What a sighting may say besides what was seen and where. */
export interface SightingProperties extends CommonProperties {
  readonly description?: string;
  readonly first_seen?: Time;
  readonly last_seen?: Time;
  readonly count?: number;
  readonly observed_data_refs?: readonly StixId<'observed-data'>[];
}

/** Something was seen at one or more places (identities or locations). @throws StixError without a place */
export function sighting(of: End, where: readonly End[], properties: SightingProperties = {}) {
  if (where.length === 0) throw new StixError('sighting needs a place', { path: '$.where_sighted_refs' });
  return build('sighting', { ...properties, sighting_of_ref: idOf(of), where_sighted_refs: where.map(idOf) });
}
