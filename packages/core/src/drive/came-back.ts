import type { StixObject } from '../stix/object.ts';

/** Lists that add up when an object came and was found too. */
const ADDING = /_refs$|^(x_opencti_)?(labels|external_references)$/;

/** What came and what was found, by id. What came stays: found values are put over it, lists add up. */
export function withWhatCame(came: readonly StixObject[], found: readonly StixObject[]): StixObject[] {
  const byId = new Map<string, StixObject>(came.map((object) => [object.id, object]));
  for (const object of found) {
    const earlier = byId.get(object.id);
    byId.set(object.id, earlier ? over(earlier, object) : object);
  }
  return [...byId.values()];
}

function over(earlier: StixObject, found: StixObject): StixObject {
  const both: Record<string, unknown> & StixObject = { ...earlier, ...found };
  for (const [name, value] of Object.entries(earlier)) {
    if (ADDING.test(name) && Array.isArray(value) && Array.isArray(found[name])) {
      both[name] = distinct([...value, ...(found[name] as unknown[])]);
    }
  }
  return both;
}

function distinct(items: readonly unknown[]): unknown[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
