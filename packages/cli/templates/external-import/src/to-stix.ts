import {
  domainName,
  indicator,
  malware,
  patternOf,
  relationship,
  type StixObject,
} from '@opencti-connectors/core/stix';
import type { Feed } from './source.ts';

/** Each family as malware, each of its domains as an indicator of it. The same feed gives the same objects. */
export function toStix({ families }: Feed, minScore: number): StixObject[] {
  return families.flatMap(({ name, description, domains }) => {
    const family = malware({ name, is_family: true, ...(description ? { description } : {}) });
    const indicators = domains.filter(({ score }) => score >= minScore).map(domainIndicator);
    return [family, ...indicators.flatMap((found) => [found, relationship(found, 'indicates', family)])];
  });
}

function domainIndicator({ value, score, seen }: Feed['families'][number]['domains'][number]) {
  return indicator({
    name: value,
    pattern: patternOf(domainName(value)),
    pattern_type: 'stix',
    valid_from: seen,
    x_opencti_score: score,
    x_opencti_main_observable_type: 'Domain-Name',
  });
}
