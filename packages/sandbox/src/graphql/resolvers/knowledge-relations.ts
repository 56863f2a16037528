import { GraphQLError } from 'graphql';
import { CORE_RELATIONSHIP, SIGHTING } from '../../graph/model/model.ts';
import { RELATIONSHIP_TYPES } from '../../graph/model/relationships.ts';
import type { Filter } from '../../graph/query/filter.ts';
import type { Element } from '../../graph/store.ts';
import { type ListArgs, listOf, type Source, typesSource } from './knowledge-lists.ts';
import type { Scope } from './knowledge-scope.ts';

type Many = string | readonly string[] | null;

export interface RelationArgs extends ListArgs {
  readonly fromOrToId?: Many;
  readonly elementWithTargetTypes?: Many;
  readonly fromId?: Many;
  readonly fromTypes?: Many;
  readonly toId?: Many;
  readonly toTypes?: Many;
  readonly relationship_type?: Many;
  readonly confidences?: readonly number[] | null;
  readonly [date: string]: unknown;
}

/** Ends are asked for by internal ids: a standard id leads nowhere, as there (protocol.md 9.3). */
const ENDS = ['fromOrToId', 'fromId', 'toId'] as const;
const EQUAL = [...ENDS, 'elementWithTargetTypes', 'fromTypes', 'toTypes', 'relationship_type'] as const;
/** Limits of dates: argument, property, operator. */
const DATES = [
  ['startTimeStart', 'start_time', 'gt'],
  ['startTimeStop', 'start_time', 'lt'],
  ['stopTimeStart', 'stop_time', 'gt'],
  ['stopTimeStop', 'stop_time', 'lt'],
  ['firstSeenStart', 'first_seen', 'gt'],
  ['firstSeenStop', 'first_seen', 'lt'],
  ['lastSeenStart', 'last_seen', 'gt'],
  ['lastSeenStop', 'last_seen', 'lt'],
  ['startDate', 'created_at', 'gte'],
  ['endDate', 'created_at', 'lte'],
] as const;

/** Core relationships. @throws GraphQLError for a type that is none */
export function relationshipsOf(scope: Scope, args: RelationArgs) {
  const types = many(args.relationship_type);
  if (types.some((type) => !RELATIONSHIP_TYPES.has(type) && type !== 'stix-core-relationship')) {
    const message = 'Invalid argument: relationship_type is not a stix-core-relationship';
    throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
  }
  return between(scope, typesSource(scope, [CORE_RELATIONSHIP], null), args);
}

export function sightingsOf(scope: Scope, args: RelationArgs) {
  return between(scope, typesSource(scope, [SIGHTING], null), args);
}

/** Relationships and sightings together. */
export function allRelationshipsOf(scope: Scope, args: RelationArgs) {
  return between(scope, typesSource(scope, [CORE_RELATIONSHIP, SIGHTING], null), args);
}

function between(scope: Scope, source: Source, args: RelationArgs) {
  const ends = ENDS.flatMap((name) => many(args[name]));
  const linked = () => linkedTo(scope, ends).filter(source.accepts);
  const candidates = ends.length > 0 ? linked : source.candidates;
  return listOf(scope, { ...source, candidates, more: filtersOf(args) }, args);
}

function linkedTo({ graph }: Scope, ids: readonly string[]): Element[] {
  const ends = ids.flatMap((id) => graph.find(id) ?? []);
  return [...new Set(ends.flatMap((end) => [...graph.links.to(end)]))];
}

function filtersOf(args: RelationArgs): Filter[] {
  const equal = EQUAL.filter((key) => many(args[key]).length > 0).map((key) => ({
    key: [key],
    values: many(args[key]),
  }));
  const dates = DATES.filter(([name]) => args[name]).map(([name, key, operator]) => ({
    key: [key],
    values: [args[name]],
    operator,
  }));
  const [low, high] = args.confidences ?? [];
  const confidence = [
    { key: ['confidence'], values: [low], operator: 'gte' },
    { key: ['confidence'], values: [high], operator: 'lte' },
  ].filter(({ values }) => values[0] !== undefined);
  return [...equal, ...dates, ...confidence];
}

export function many(value: Many | undefined): string[] {
  return [value ?? []].flat().map(String);
}
