import type { StixObject } from '@opencti-connectors/core/stix';

/** References of an object: the values of its `_ref` and `_refs` properties. */
export function referencesOf(object: StixObject): string[] {
  return Object.entries(object).flatMap(([name, value]) => {
    if (name.endsWith('_ref') && typeof value === 'string') return [value];
    return name.endsWith('_refs') && Array.isArray(value) ? value.map(String) : [];
  });
}

/** References that lead neither into the bundle nor to an object that the platform is known to hold. */
export function strayReferences(objects: readonly StixObject[], known: readonly string[]): string[] {
  const there = new Set([...objects.map(({ id }) => id), ...known]);
  return objects.flatMap((object) =>
    referencesOf(object)
      .filter((id) => !there.has(id))
      .map((id) => `${object.id} -> ${id}`),
  );
}

/** Types that describe others and have neither author nor marking. */
const UNSTAMPED = new Set(['marking-definition', 'label', 'vocabulary', 'kill-chain-phase', 'external-reference']);

/** Objects without author, the authors themselves left out. */
export function withoutAuthor(objects: readonly StixObject[]): string[] {
  const authors = new Set(objects.map((object) => object.created_by_ref ?? object.x_opencti_created_by_ref));
  return stamped(objects)
    .filter((object) => !object.created_by_ref && !object.x_opencti_created_by_ref && !authors.has(object.id))
    .map(({ id }) => id);
}

/** Objects without marking. */
export function withoutMarking(objects: readonly StixObject[]): string[] {
  return stamped(objects)
    .filter(({ object_marking_refs: refs }) => !Array.isArray(refs) || refs.length === 0)
    .map(({ id }) => id);
}

function stamped(objects: readonly StixObject[]): StixObject[] {
  return objects.filter(({ type }) => !UNSTAMPED.has(type));
}
