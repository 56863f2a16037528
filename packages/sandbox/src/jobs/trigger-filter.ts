import type { Element } from '../graph/store.ts';
import { openctiType } from '../graph/types.ts';
import type { Platform } from '../platform.ts';

interface TriggerFilter {
  readonly key: string | readonly string[];
  readonly values: readonly unknown[];
  readonly operator?: string | null;
  readonly mode?: 'and' | 'or' | null;
}

interface TriggerGroup {
  readonly mode: 'and' | 'or';
  readonly filters?: readonly TriggerFilter[];
  readonly filterGroups?: readonly TriggerGroup[];
}

/** True when an element fits the filter of `connector_trigger_filters`; text that is no filter fits nothing. */
export function fitsTrigger(platform: Platform, element: Element, text: string): boolean {
  try {
    return fitsGroup(platform, element, JSON.parse(text) as TriggerGroup);
  } catch {
    return false;
  }
}

function fitsGroup(platform: Platform, element: Element, group: TriggerGroup): boolean {
  const results = [
    ...(group.filters ?? []).map((filter) => fitsFilter(platform, element, filter)),
    ...(group.filterGroups ?? []).map((inner) => fitsGroup(platform, element, inner)),
  ];
  return results.length === 0 || (group.mode === 'or' ? results.some(Boolean) : results.every(Boolean));
}

function fitsFilter(platform: Platform, element: Element, { key, values, operator, mode }: TriggerFilter): boolean {
  const held = [key].flat().flatMap((one) => valuesOf(platform, element, one).map((value) => value.toLowerCase()));
  if (operator === 'nil') return held.length === 0;
  if (operator === 'not_nil') return held.length > 0;
  const negative = operator?.startsWith('not_') ?? false;
  const test = TESTS[operator?.replace('not_', '') ?? 'eq'];
  if (!test) return false;
  const results = values.map((value) => held.some((one) => test(one, String(value).toLowerCase())) !== negative);
  return mode === 'and' ? results.every(Boolean) : results.some(Boolean);
}

const TESTS: Readonly<Record<string, (held: string, wanted: string) => boolean>> = {
  eq: (held, wanted) => held === wanted,
  contains: (held, wanted) => held.includes(wanted),
  starts_with: (held, wanted) => held.startsWith(wanted),
  ends_with: (held, wanted) => held.endsWith(wanted),
  gt: (held, wanted) => Number(held) > Number(wanted),
  gte: (held, wanted) => Number(held) >= Number(wanted),
  lt: (held, wanted) => Number(held) < Number(wanted),
  lte: (held, wanted) => Number(held) <= Number(wanted),
};

/** What an element holds under a filter key; references count by both of their ids. */
function valuesOf(platform: Platform, element: Element, key: string): string[] {
  const { properties } = element;
  if (key === 'entity_type') return [openctiType(element)];
  const property = REFERENCES[key];
  if (!property) return [properties[key] ?? []].flat().map(String);
  const refs = [properties[property] ?? []].flat().map(String);
  if (key === 'objectLabel') return refs.flatMap((value) => [platform.graph.labels.get(value)?.id ?? [], value].flat());
  return refs.flatMap((ref) => [ref, platform.graph.find(ref)?.id ?? []].flat());
}

const REFERENCES: Readonly<Record<string, string>> = {
  objectMarking: 'object_marking_refs',
  objectLabel: 'labels',
  createdBy: 'created_by_ref',
  objects: 'object_refs',
};
