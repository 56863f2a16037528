import { platformError } from './errors.ts';

/** Arguments of a list. */
export interface PageArgs {
  readonly first?: number | null;
  readonly after?: string | null;
}

/** A page of a list in the form of the platform: opaque cursors, and empty ones for an empty page. */
export function page<Item>(items: readonly Item[], { first, after }: PageArgs) {
  const start = after ? readCursor(after) + 1 : 0;
  const shown = items.slice(start, start + (first ?? items.length));
  const edges = shown.map((node, index) => ({ cursor: cursorOf(start + index), node }));
  return {
    edges,
    pageInfo: {
      startCursor: edges[0]?.cursor ?? '',
      endCursor: edges.at(-1)?.cursor ?? '',
      hasNextPage: start + shown.length < items.length,
      hasPreviousPage: start > 0,
      globalCount: items.length,
    },
  };
}

function cursorOf(index: number): string {
  return Buffer.from(JSON.stringify([index, null])).toString('base64');
}

function readCursor(cursor: string): number {
  const [index] = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8')) as [number];
  return index;
}

/** The filters of a list: a tree of groups over keys. */
export interface FilterGroup {
  readonly mode: 'and' | 'or';
  readonly filters: readonly {
    readonly key: readonly string[];
    readonly values: readonly unknown[];
    readonly operator?: string | null;
    readonly mode?: 'and' | 'or' | null;
  }[];
  readonly filterGroups: readonly FilterGroup[];
}

/** @throws GraphQLError for keys that no object of the platform has. */
export function refuseUnknownKeys(group: FilterGroup | null | undefined, known: ReadonlySet<string>): void {
  if (!group) return;
  const keys = group.filters.flatMap(({ key }) => key).filter((key) => !known.has(key));
  if (keys.length > 0) {
    const message = 'Incorrect filter keys not existing in any schema definition';
    throw platformError('UNSUPPORTED_ERROR', message, { genre: 'BUSINESS', keys });
  }
  for (const inner of group.filterGroups) refuseUnknownKeys(inner, known);
}

/** True when an item fits; only `eq` and `not_eq` are served. Filters come from a client of this sandbox: shallow. */
export function fits(item: Readonly<Record<string, unknown>>, group: FilterGroup | null | undefined): boolean {
  if (!group) return true;
  const results = [
    ...group.filters.map((filter) => {
      const found = filter.key.some((key) => filter.values.some((value) => String(item[key]) === String(value)));
      return filter.operator === 'not_eq' ? !found : found;
    }),
    ...group.filterGroups.map((inner) => fits(item, inner)),
  ];
  if (results.length === 0) return true;
  return group.mode === 'or' ? results.some(Boolean) : results.every(Boolean);
}
