import type { FilterGroup } from '../graphql/paging.ts';
import type { Stix } from './event-log.ts';

const OCTI = 'extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba';

type Values = Readonly<Record<string, unknown>>;

/** Names of what filters compare, by key (protocol.md 7.5); other keys match nothing. */
function valuesOf(key: string, stix: Stix): unknown[] {
  const octi = ((stix.extensions as Values | undefined)?.[OCTI] ?? {}) as Values;
  const found: Readonly<Record<string, unknown>> = {
    ids: [octi.id, stix.id],
    entity_type: octi.type,
    createdBy: [stix.created_by_ref, octi.created_by_ref_id],
    creator_id: octi.creator_ids,
    objectMarking: stix.object_marking_refs,
    objectLabel: [stix.labels, octi.labels_ids],
    confidence: stix.confidence,
    revoked: stix.revoked,
    x_opencti_score: octi.score,
    x_opencti_detection: octi.detection,
    x_opencti_main_observable_type: octi.main_observable_type,
    pattern_type: stix.pattern_type,
    name: stix.name,
  };
  return [found[key]].flat(2).filter((value) => value !== undefined && value !== null);
}

const COMPARE: Readonly<Record<string, (own: unknown, wanted: unknown) => boolean>> = {
  eq: (own, wanted) => String(own).toLowerCase() === String(wanted).toLowerCase(),
  contains: (own, wanted) => String(own).toLowerCase().includes(String(wanted).toLowerCase()),
  starts_with: (own, wanted) => String(own).startsWith(String(wanted)),
  ends_with: (own, wanted) => String(own).endsWith(String(wanted)),
  gt: (own, wanted) => Number(own) > Number(wanted),
  gte: (own, wanted) => Number(own) >= Number(wanted),
  lt: (own, wanted) => Number(own) < Number(wanted),
  lte: (own, wanted) => Number(own) <= Number(wanted),
};

/** True when an object fits the filters of a collection. */
export function matches(stix: Stix, group: FilterGroup): boolean {
  const results = [
    ...group.filters.map((filter) => matchesFilter(stix, filter)),
    ...group.filterGroups.map((inner) => matches(stix, inner)),
  ];
  if (results.length === 0) return true;
  return group.mode === 'or' ? results.some(Boolean) : results.every(Boolean);
}

function matchesFilter(stix: Stix, { key, values, operator, mode }: FilterGroup['filters'][number]): boolean {
  const own = [key].flat().flatMap((one) => valuesOf(one, stix));
  const name = operator ?? 'eq';
  if (name === 'nil') return own.length === 0;
  if (name === 'not_nil') return own.length > 0;
  const isNegated = name.startsWith('not_');
  const compare = COMPARE[name.replace(/^not_/, '')] ?? (() => false);
  const found = values.map((wanted) => own.some((value) => compare(value, wanted)) !== isNegated);
  return (mode ?? 'or') === 'and' || (isNegated && mode !== 'or') ? found.every(Boolean) : found.some(Boolean);
}
