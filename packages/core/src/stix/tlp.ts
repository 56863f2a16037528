import { StixError } from '../errors.ts';
import { stixId } from './ids.ts';
import type { StixObject } from './object.ts';

/** The traffic light markings that OpenCTI knows, from open to closed. WHITE is the older name of CLEAR. */
export const TLP_NAMES = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED'] as const;

/** A marking of the Traffic Light Protocol 2.0, by name. */
export type TlpName = (typeof TLP_NAMES)[number];

/** When FIRST's markings were made part of STIX: the date that their definitions carry. */
const CREATED = '2017-01-20T00:00:00.000Z';

/** The marking of a name in any case, with or without `TLP:`. @throws StixError for other names. */
export function parseTlp(name: string): TlpName {
  const upper = name.trim().toUpperCase();
  const full = upper.startsWith('TLP:') ? upper : `TLP:${upper}`;
  const known = TLP_NAMES.find((tlp) => tlp === (full === 'TLP:WHITE' ? 'TLP:CLEAR' : full));
  if (!known) throw new StixError(`${name} is not a TLP marking; known are ${TLP_NAMES.join(', ')}`);
  return known;
}

/** Id of the marking definition of a TLP name. */
export function tlpId(name: string): string {
  return stixId('marking-definition', { definition_type: 'TLP', definition: parseTlp(name) });
}

/** The marking definition of a TLP name, as OpenCTI takes it. */
export function tlpMarking(name: string): StixObject {
  const tlp = parseTlp(name);
  return {
    type: 'marking-definition',
    spec_version: '2.1',
    id: tlpId(tlp),
    created: CREATED,
    definition_type: 'TLP',
    name: tlp,
    definition: { TLP: tlp },
    x_opencti_definition_type: 'TLP',
    x_opencti_definition: tlp,
  };
}

/**
 * True when a marking may be handled under a maximum: `isWithinTlp('TLP:GREEN', 'TLP:AMBER')`. Both in full and in any
 * case, as the platform writes them; null stands for no marking, or for no maximum. A marking that is not known is
 * above every maximum. @throws StixError for a maximum that is not a TLP marking.
 */
export function isWithinTlp(name: string | null, highest: string | null): boolean {
  if (name === null || highest === null) return true;
  const rank = (tlp: string) => TLP_NAMES.indexOf(tlp.toUpperCase().replace('TLP:WHITE', 'TLP:CLEAR') as TlpName);
  const maximum = rank(highest);
  if (maximum < 0) throw new StixError(`${highest} is not a TLP marking; known are ${TLP_NAMES.join(', ')}`);
  const own = rank(name);
  return own >= 0 && own <= maximum;
}
