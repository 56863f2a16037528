import type { IncomingObject } from './store.ts';

/** References of an object, in the order of its properties. */
function references(object: IncomingObject): string[] {
  return Object.entries(object).flatMap(([property, value]) => {
    if (property.endsWith('_ref') && typeof value === 'string') return [value];
    return property.endsWith('_refs') && Array.isArray(value) ? value.map(String) : [];
  });
}

/** Objects with what they refer to before them; iterative, cycles end where they close. */
export function inDependencyOrder(objects: readonly IncomingObject[]): IncomingObject[] {
  const byId = new Map(objects.map((object) => [object.id, object]));
  const entered = new Set<string>();
  const ordered: IncomingObject[] = [];
  for (const root of byId.values()) {
    const path: { object: IncomingObject; left: string[] }[] = [];
    const enter = (object: IncomingObject | undefined) => {
      if (!object || entered.has(object.id)) return;
      entered.add(object.id);
      path.push({ object, left: references(object).reverse() });
    };
    enter(root);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.left.pop();
      if (next !== undefined) enter(byId.get(next));
      else ordered.push((path.pop() ?? top).object);
    }
  }
  return ordered;
}
