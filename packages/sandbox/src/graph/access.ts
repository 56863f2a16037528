import type { Element, GraphStore } from './store.ts';

/** Who looks: everything, or what carries no marking but these (standard ids). */
export type Viewer = 'all' | ReadonlySet<string>;

/** True when a viewer may see an element: every marking on it must be allowed. */
export function sees(viewer: Viewer, { properties }: Element): boolean {
  if (viewer === 'all') return true;
  const markings = properties.object_marking_refs;
  return !Array.isArray(markings) || markings.every((id) => viewer.has(String(id)));
}

/** Standard ids of the markings up to some, each within its own kind: `TLP:AMBER` allows TLP:GREEN, and no PAP. */
export function allowedMarkings(graph: GraphStore, maxima: readonly string[]): Set<string> {
  const markings = [...graph.ofTypes(['Marking-Definition'])].map(({ standardId, properties }) => ({
    standardId,
    name: String(properties.x_opencti_definition ?? properties.name),
    kind: String(properties.x_opencti_definition_type ?? properties.definition_type),
    order: Number(properties.x_opencti_order ?? 0),
  }));
  const limits = markings.filter(({ name }) => maxima.includes(name));
  const allowed = markings.filter((one) => limits.some(({ kind, order }) => kind === one.kind && one.order <= order));
  return new Set(allowed.map(({ standardId }) => standardId));
}
