import type { Refusal } from '@opencti-connectors/core';
import type { StixObject } from '@opencti-connectors/core/stix';
import { hasDictionary, observedContent } from './observed-data.ts';

/** An object with its place in the file. */
export interface Placed {
  readonly path: string;
  readonly object: StixObject;
}

/** What a conversion tells besides its objects. */
export interface Told {
  refuse(refusal: Refusal): void;
  onConverted(): void;
}

type Properties = Readonly<Record<string, unknown>>;

/** Where 2.1 has what 2.0 calls `labels` (STIX 2.1, appendix B of its changes). */
const TYPES: Readonly<Record<string, string>> = {
  indicator: 'indicator_types',
  malware: 'malware_types',
  report: 'report_types',
  'threat-actor': 'threat_actor_types',
  tool: 'tool_types',
};
/** A word of a vocabulary; other labels, such as `misp:type="domain"`, stay what they are. */
const TERM = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Times in a pattern, which 2.0 writes as texts (STIX 2.1, 9.4: `START t'…' STOP t'…'`). */
const QUALIFIER = /\b(START|STOP) '(\d{4}-\d\d-\d\dT[\d:.]+Z)'/g;

/** An object as STIX 2.1 has it; one with observations as a dictionary (2.0, and 2.1's old way) becomes several. */
export function* toStix21({ object, path }: Placed, { refuse, onConverted }: Told): Generator<StixObject> {
  const isOld = isStix20(object);
  const current = isOld ? converted(object) : object;
  if (isOld) onConverted();
  if (hasDictionary(current)) yield* observedContent(current, path, refuse);
  else yield current;
}

/**
 * 2.0 does not say its version in objects, 2.1 must. Observables of 2.1 may leave it out, but have no `created` as all
 * others have in both. The bundle is not asked: its version may come last, or be wrong.
 */
function isStix20({ spec_version: version, created }: StixObject): boolean {
  return version === '2.0' || (version === undefined && created !== undefined);
}

function converted(object: StixObject): StixObject {
  const version = { spec_version: '2.1' };
  if (object.type === 'indicator') return { ...withTypes(object), ...version, ...withPattern(object) };
  if (object.type === 'malware') return { is_family: true, ...withTypes(object), ...version };
  return { ...withTypes(object), ...version };
}

function withPattern({ pattern, pattern_type: type = 'stix' }: Properties) {
  const isText = typeof pattern === 'string' && type === 'stix';
  return { pattern_type: type, ...(isText ? { pattern: pattern.replaceAll(QUALIFIER, "$1 t'$2'") } : {}) };
}

function withTypes(object: StixObject): StixObject {
  const property = TYPES[object.type];
  const { labels, ...rest } = object;
  if (property === undefined || !Array.isArray(labels) || object[property] !== undefined) return object;
  const isTerm = (label: unknown) => typeof label === 'string' && TERM.test(label);
  const [types, others] = [labels.filter(isTerm), labels.filter((label) => !isTerm(label))];
  return {
    ...(rest as StixObject),
    ...(types.length > 0 ? { [property]: types } : {}),
    ...(others.length > 0 ? { labels: others } : {}),
  };
}
