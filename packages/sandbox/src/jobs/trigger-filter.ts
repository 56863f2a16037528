import { compile, type Filter, type FilterGroup } from '../graph/query/filter.ts';
import type { Element, GraphStore } from '../graph/store.ts';

/** Filters as connectors write them: a single key, and no groups at all, are allowed. */
interface TriggerGroup {
  readonly mode?: 'and' | 'or';
  readonly filters?: readonly (Omit<Filter, 'key'> & { readonly key: string | readonly string[] })[];
  readonly filterGroups?: readonly TriggerGroup[];
}

/** True when an element fits the filter of `connector_trigger_filters`; text that is no filter fits nothing. */
export function fitsTrigger(graph: GraphStore, element: Element, text: string): boolean {
  try {
    return compile(filterGroup(JSON.parse(text) as TriggerGroup, graph), graph)(element);
  } catch {
    return false;
  }
}

/** Keys whose values are ids: the filters of lists know internal ones only, connectors write any. */
const REFERENCES = new Set('objectMarking objectLabel createdBy objects fromId toId fromOrToId'.split(' '));

function filterGroup({ mode = 'and', filters = [], filterGroups = [] }: TriggerGroup, graph: GraphStore): FilterGroup {
  return {
    mode,
    filters: filters.map(({ key, values, ...how }) => ({
      ...how,
      key: [key].flat(),
      values: [key].flat().every((one) => REFERENCES.has(one))
        ? values.map((id) => graph.find(String(id))?.id ?? id)
        : values,
    })),
    filterGroups: filterGroups.map((inner) => filterGroup(inner, graph)),
  };
}
