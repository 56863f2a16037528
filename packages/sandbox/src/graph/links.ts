import type { Element } from './store.ts';

/** Where elements are found by their ids. */
interface Elements {
  find(id: string): Element | undefined;
}

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
  /** By the internal id of what they refer to, which a draft's copy has too. */
  readonly #referrers = new Map<string, Set<Element>>();
  readonly #elements: Elements;
  readonly #base: Links | undefined;

  /** @param base those of what lies under a draft */
  constructor(elements: Elements, base?: Links) {
    this.#elements = elements;
    this.#base = base;
  }

  add(element: Element): void {
    for (const { id } of this.#targets(element)) {
      const known = this.#referrers.get(id);
      if (known) known.add(element);
      else this.#referrers.set(id, new Set([element]));
    }
  }

  remove(element: Element): void {
    for (const { id } of this.#targets(element)) this.#referrers.get(id)?.delete(element);
  }

  /** In the order they came. */
  to(target: Element): Iterable<Element> {
    const own = this.#referrers.get(target.id) ?? [];
    if (!this.#base) return own;
    const under = [...this.#base.to(target)].filter((one) => this.#elements.find(one.id) === one);
    return [...under, ...own];
  }

  #targets(element: Element): Element[] {
    return ends(element).flatMap((ref) => (typeof ref === 'string' ? (this.#elements.find(ref) ?? []) : []));
  }
}
