import type { StixObject } from '../stix/object.ts';

/** Two objects of one id: the later values win, lists of references add up. */
export function unite<T extends StixObject>(earlier: StixObject, later: T): T {
  const united: Record<string, unknown> = { ...earlier };
  for (const [property, value] of Object.entries(later)) {
    if (value === undefined || value === null) continue;
    united[property] = property.endsWith('_refs') ? uniteLists(earlier[property], value) : value;
  }
  return united as T;
}

function uniteLists(earlier: unknown, later: unknown): unknown {
  if (!Array.isArray(earlier) || !Array.isArray(later)) return later;
  return [...new Set([...earlier, ...later])];
}
