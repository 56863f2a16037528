import { indicator, malware, patternOf, relationship, type StixObject } from '@opencti-connectors/core/stix';
import type { Verdict } from './service.ts';

/** An indicator based on the entity, and the malware that it indicates; nothing below the score. */
export function toStix(entity: StixObject, { score, since, families }: Verdict, minScore: number): StixObject[] {
  if (score < minScore) return [];
  const found = indicator({
    name: String(entity.value),
    pattern: patternOf(entity),
    pattern_type: 'stix',
    valid_from: since,
    x_opencti_score: score,
  });
  const known = families.map((name) => malware({ name, is_family: true }));
  return [
    found,
    relationship(found, 'based-on', entity),
    ...known.flatMap((family) => [family, relationship(found, 'indicates', family)]),
  ];
}
