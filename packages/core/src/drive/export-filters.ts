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
