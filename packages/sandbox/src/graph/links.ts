import type { Element } from './store.ts';

/** References that are looked up from the other side; markings and authors are too many for that. */
function ends({ type, properties }: Element): unknown[] {
  const { source_ref, target_ref, sighting_of_ref, where_sighted_refs } = properties;
  if (type === 'relationship') return [source_ref, target_ref];
  if (type === 'sighting') return [sighting_of_ref, where_sighted_refs].flat();
  return Object.entries(properties).flatMap(([key, value]) => (isNested(key) || key === 'object_refs' ? value : []));
}

const ORDINARY = new Set(
  'object_refs object_marking_refs created_by_ref granted_refs source_ref target_ref'.split(' '),
);

/** True for references of STIX that the platform shows as nested relationships. */
export function isNested(property: string): boolean {
  return /_refs?$/.test(property) && !ORDINARY.has(property);
}

/** Who refers to an element: relationships, sightings, containers, and what has it nested. */
export class Links {
  readonly #referrers = new Map<Element, Set<Element>>();
  readonly #find: (id: string) => Element | undefined;

  constructor(find: (id: string) => Element | undefined) {
    this.#find = find;
  }

  add(element: Element): void {
    for (const target of this.#targets(element)) {
      const known = this.#referrers.get(target);
      if (known) known.add(element);
      else this.#referrers.set(target, new Set([element]));
    }
  }

  remove(element: Element): void {
    for (const target of this.#targets(element)) this.#referrers.get(target)?.delete(element);
  }

  /** In the order they came. */
  to(target: Element): Iterable<Element> {
    return this.#referrers.get(target) ?? [];
  }

  #targets(element: Element): Element[] {
    return ends(element).flatMap((ref) => (typeof ref === 'string' ? (this.#find(ref) ?? []) : []));
  }
}
