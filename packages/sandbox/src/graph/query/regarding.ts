import type { Element, GraphStore } from '../store.ts';
import type { Test } from './filter.ts';

interface Part {
  readonly key: string;
  readonly values: readonly unknown[];
}

/** `regardingOf`: elements that relate to one of these, over one of these types; either part may be missing. */
export function regarding(values: readonly unknown[], graph: GraphStore): Test {
  const parts = values as readonly Part[];
  const partOf = (key: string) =>
    new Set(parts.filter((part) => part.key === key).flatMap((part) => part.values.map(String)));
  const [ids, types] = [partOf('id'), partOf('relationship_type')];
  const others = new Set([...ids].map((id) => graph.find(id)));
  return (element) => {
    for (const relationship of graph.links.to(element)) {
      if (types.size > 0 && !types.has(relationship.entityType)) continue;
      if (others.size === 0 || endsIn(relationship, others, element, graph)) return true;
    }
    return false;
  };
}

function endsIn(
  relationship: Element,
  others: ReadonlySet<Element | undefined>,
  self: Element,
  graph: GraphStore,
): boolean {
  const { source_ref, target_ref, sighting_of_ref, where_sighted_refs } = relationship.properties;
  return [source_ref, target_ref, sighting_of_ref, where_sighted_refs]
    .flat()
    .map((ref) => (typeof ref === 'string' ? graph.find(ref) : undefined))
    .some((end) => end !== undefined && end !== self && others.has(end));
}
