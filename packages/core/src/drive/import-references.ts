import type { StixObject } from '../stix/object.ts';

/** What becomes of an object when a reference of its cannot be kept. */
export const NEED = {
  /** The reference goes. */
  none: 0,
  /** The object goes: it makes no sense without this end. */
  source: 1,
  target: 2,
  sighted: 3,
  /** The object goes: more people would see it without this marking. */
  marking: 4,
  /** The object goes when no reference of the list is left. */
  place: 5,
  observed: 6,
} as const;

export type Need = (typeof NEED)[keyof typeof NEED];

/** The property behind a need. */
export const PROPERTY: Readonly<Record<number, string>> = {
  [NEED.source]: 'source_ref',
  [NEED.target]: 'target_ref',
  [NEED.sighted]: 'sighting_of_ref',
  [NEED.marking]: 'object_marking_refs',
  [NEED.place]: 'where_sighted_refs',
  [NEED.observed]: 'object_refs',
};

/** True for a need of one of a list. */
export function needsOne(need: number): boolean {
  return need === NEED.place || need === NEED.observed;
}

function needOf(type: string, property: string): Need {
  if (property === 'object_marking_refs') return NEED.marking;
  if (type === 'relationship' && property === 'source_ref') return NEED.source;
  if (type === 'relationship' && property === 'target_ref') return NEED.target;
  if (type === 'sighting' && property === 'sighting_of_ref') return NEED.sighted;
  if (type === 'sighting' && property === 'where_sighted_refs') return NEED.place;
  return type === 'observed-data' && property === 'object_refs' ? NEED.observed : NEED.none;
}

/** Calls `found` for each reference of an object: the texts of its `_ref` and `_refs` properties. */
export function eachReference(object: StixObject, found: (id: string, need: Need) => void): void {
  for (const property in object) {
    const value = object[property];
    if (typeof value === 'string') {
      if (property.endsWith('_ref')) found(value, needOf(object.type, property));
    } else if (property.endsWith('_refs') && Array.isArray(value)) {
      const need = needOf(object.type, property);
      for (const id of value) if (typeof id === 'string') found(id, need);
    }
  }
}

/** The object with only the references that may stay; itself when that is all of them. */
export function keepingReferences(object: StixObject, stays: (id: string) => boolean): StixObject {
  let changes: Record<string, unknown> | undefined;
  for (const property in object) {
    const value = object[property];
    if (property.endsWith('_ref') && typeof value === 'string') {
      if (!stays(value)) changes = { ...changes, [property]: undefined };
    } else if (property.endsWith('_refs') && Array.isArray(value)) {
      const kept = value.filter((id) => typeof id !== 'string' || stays(id));
      if (kept.length < value.length) changes = { ...changes, [property]: kept };
    }
  }
  return changes ? { ...object, ...changes } : object;
}
