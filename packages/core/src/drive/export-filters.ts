import type { ExportedEntity } from '../define/internal-export-file.ts';
import type { FilterGroup } from '../ports/exports.ts';

/** All of these groups hold; groups that filter nothing are left out. Undefined when nothing is left. */
export function allOf(...groups: readonly (FilterGroup | undefined)[]): FilterGroup | undefined {
  const some = groups.filter((group): group is FilterGroup => group !== undefined && !isEmpty(group));
  return some.length > 1 ? { mode: 'and', filters: [], filterGroups: some } : some[0];
}

/** Exactly these objects. */
export function withIds(ids: readonly string[]): FilterGroup {
  return { mode: 'and', filters: [{ key: ['ids'], values: ids, operator: 'eq', mode: 'or' }], filterGroups: [] };
}

function isEmpty({ filters, filterGroups }: FilterGroup): boolean {
  return filters.length === 0 && filterGroups.length === 0;
}

/** Internal ids of the markings that a filter shuts out, at any depth. */
export function shutOut(group: FilterGroup | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  const open = group ? [group] : [];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const filter of next.filters as readonly Partial<MarkingFilter>[]) {
      const isMarking = [filter.key].flat().includes('objectMarking') && filter.operator === 'not_eq';
      if (isMarking) for (const value of filter.values ?? []) found.add(String(value));
    }
    open.push(...(next.filterGroups as readonly FilterGroup[]));
  }
  return found;
}

interface MarkingFilter {
  readonly key: string | readonly string[];
  readonly operator: string;
  readonly values: readonly unknown[];
}

/** Fields of a row that name another object. */
const NAMING = ['from', 'to', 'createdBy', 'dataSource'];

/** The row without what it names of objects that are shut out: their names are not for the asking person either. */
export function withoutShutOut(row: ExportedEntity, markings: ReadonlySet<string>): ExportedEntity {
  const hidden = NAMING.filter((field) => {
    const named = row[field] as
      | { readonly objectMarking?: readonly { readonly id?: string }[] | null }
      | null
      | undefined;
    return named?.objectMarking?.some(({ id }) => id !== undefined && markings.has(id));
  });
  if (hidden.length === 0) return row;
  // The name of a relationship is made of those of its ends.
  const ends = hidden.includes('from') || hidden.includes('to') ? ['representative'] : [];
  return { ...row, ...Object.fromEntries([...hidden, ...ends].map((field) => [field, null])) };
}
