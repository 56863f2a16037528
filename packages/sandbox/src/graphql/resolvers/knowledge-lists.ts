import { sees } from '../../graph/access.ts';
import { type Family, findModel, MODELS, type Model, modelOf, OBJECT_MODELS } from '../../graph/model/model.ts';
import { compile, type Filter, type FilterGroup, type Test } from '../../graph/query/filter.ts';
import { scorer } from '../../graph/query/search.ts';
import type { Element } from '../../graph/store.ts';
import { nodeOf } from './knowledge-nodes.ts';
import type { Scope } from './knowledge-scope.ts';

export interface ListArgs {
  readonly types?: readonly string[] | null;
  readonly first?: number | null;
  readonly after?: string | null;
  readonly orderBy?: string | null;
  readonly orderMode?: 'asc' | 'desc' | null;
  readonly filters?: FilterGroup | null;
  readonly search?: string | null;
}

/** Size of a page when nobody says, and the most that there is in one. */
const PAGE = 500;
const MOST = 5000;

/** Where a list looks: types by name, or elements found otherwise. */
export interface Source {
  /** Tells apart lists of the same arguments. */
  readonly name: string;
  readonly candidates: () => Iterable<Element>;
  /** Whether an element, found by its id, is of the list at all. */
  readonly accepts: Test;
  /** Filters besides those that were asked for. */
  readonly more?: readonly Filter[];
}

/** A page of a list as the platform gives it: the next page is told by whether this one is full. */
export function listOf(scope: Scope, source: Source, args: ListArgs) {
  const { graph, lists, viewer, viewerKey } = scope;
  const { after, orderBy, orderMode, filters, search } = args;
  const first = Math.min(args.first ?? PAGE, MOST);
  const all = withMore(filters, source.more ?? []);
  const fits: Test = compile(all, graph);
  const shape = {
    key: JSON.stringify([source.name, viewerKey, all, search, orderBy, orderMode]),
    candidates: () => byId(scope, source, all) ?? source.candidates(),
    test: (element: Element) => sees(viewer, element) && fits(element),
    orderBy: !orderBy || orderBy === '_score' ? undefined : orderBy,
    score: search ? scorer(search) : undefined,
    direction: orderMode ?? (search && !orderBy ? 'desc' : 'asc'),
  };
  const { edges, total } = lists.page(shape, first, after);
  return {
    edges: edges.map(({ cursor, element }) => ({ cursor, node: nodeOf(scope, element), types: ['manual'] })),
    pageInfo: {
      startCursor: edges[0]?.cursor ?? '',
      endCursor: edges.at(-1)?.cursor ?? '',
      hasNextPage: edges.length === first,
      hasPreviousPage: Boolean(after),
      // The platform counts nothing when nothing is asked for.
      globalCount: first === 0 ? 0 : total,
    },
  };
}

function withMore(filters: FilterGroup | null | undefined, more: readonly Filter[]): FilterGroup | null {
  if (more.length === 0) return filters ?? null;
  return { mode: 'and', filters: more, filterGroups: filters ? [filters] : [] };
}

const ID_KEYS = new Set(['id', 'ids', 'internal_id', 'standard_id']);

/** The elements that a list by ids can hold at most; undefined when nothing limits it to ids. */
function byId({ graph }: Scope, { accepts }: Source, filters: FilterGroup | null): Set<Element> | undefined {
  if (filters?.mode !== 'and') return undefined;
  const one = filters.filters.find(
    ({ key, operator, mode }) =>
      (operator ?? 'eq') === 'eq' && mode !== 'and' && key.length > 0 && key.every((name) => ID_KEYS.has(name)),
  );
  if (!one) return undefined;
  return new Set(one.values.flatMap((value) => graph.find(String(value)) ?? []).filter(accepts));
}

/** Elements of some types, by their names or those of their parents; unknown names are ignored, as there. */
export function typesSource(scope: Scope, base: readonly Model[], types: readonly string[] | null | undefined): Source {
  const known = (types ?? []).filter((name) => isType(name));
  const models = known.length === 0 ? base : base.filter((model) => known.some((name) => isOf(model, name)));
  const names = models.map(({ name }) => name).sort();
  // A model of relationships stands for every name of one.
  const wanted = () =>
    names.includes('stix-core-relationship')
      ? scope.graph.types().filter((type) => names.includes(modelOf(type).name))
      : names;
  const accepted = new Set(models);
  return {
    name: names.join(),
    candidates: () => scope.graph.ofTypes(wanted()),
    accepts: ({ entityType }) => accepted.has(modelOf(entityType)),
  };
}

function isOf({ name, graphql, parents }: Model, wanted: string): boolean {
  return name === wanted || graphql === wanted || parents.includes(wanted);
}

function isType(name: string): boolean {
  return findModel(name) !== undefined || MODELS.some(({ parents }) => parents.includes(name));
}

export function modelsOf(...families: Family[]): Model[] {
  return MODELS.filter(({ family }) => families.includes(family));
}

/** Types that the schema puts under an interface. */
export function modelsUnder(parent: string): Model[] {
  return OBJECT_MODELS.filter(({ parents }) => parents.includes(parent));
}
