import { randomUUID } from 'node:crypto';
import type { Element, GraphStore } from '../graph/store.ts';
import type { Platform } from '../platform.ts';
import { extendedForm } from './stix-form.ts';

/** The only type that the platform sends with its surroundings. */
const WITH_BUNDLE = new Set(['security-coverage']);

/** `stix_objects` of an enrichment: the entity and what it leads to; undefined for types that come alone. */
export function enrichmentBundle(platform: Platform, element: Element, graph: GraphStore) {
  if (!WITH_BUNDLE.has(element.type)) return undefined;
  const found = new Set<Element>([element]);
  // A set is walked in order, what is added on the way included.
  for (const one of found) {
    for (const ref of references(one)) {
      const target = graph.find(ref);
      if (target) found.add(target);
    }
  }
  const objects = [...found].map((one) => extendedForm(platform, one, graph));
  return { id: randomUUID(), spec_version: '2.1', type: 'bundle', objects };
}

function references({ properties }: Element): string[] {
  return Object.entries(properties).flatMap(([property, value]) => {
    if (property.endsWith('_ref') && typeof value === 'string') return [value];
    return property.endsWith('_refs') && Array.isArray(value) ? value.map(String) : [];
  });
}
