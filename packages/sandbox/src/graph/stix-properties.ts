import { OPEN_START, OPEN_STOP } from './model/fields.ts';
import type { Model } from './model/model.ts';
import type { Element } from './store.ts';

export type Properties = Record<string, unknown>;

/** Said elsewhere in the form that the platform sends, or not at all. */
const ELSEWHERE = new Set(
  (
    'id type spec_version extensions created modified revoked confidence lang labels object_marking_refs created_by_ref ' +
    'external_references kill_chain_phases x_opencti_id x_opencti_type x_opencti_negative x_opencti_files ' +
    'x_opencti_stix_ids x_opencti_definition x_opencti_definition_type granted_refs defanged ' +
    'auto_enrichment_disable'
  ).split(' '),
);
const SHORTER: Readonly<Record<string, string>> = {
  cvss_vector_string: 'cvss_vector',
  cvss_v2_vector_string: 'cvss_v2_vector',
  cvss_v4_vector_string: 'cvss_v4_vector',
};
/** Types whose content is text of the platform's, not of STIX. */
const CONTENT_IN_EXTENSION = new Set(['report', 'grouping', 'case-incident', 'case-rfi', 'case-rft', 'feedback']);
const LOCATION_PARTS = new Set('region country city street_address postal_code administrative_area'.split(' '));

/** An element's properties by where the platform says them. */
export function splitProperties({ properties, type }: Element, { name }: Model) {
  const [plain, opencti, mitre]: [Properties, Properties, Properties] = [{}, {}, {}];
  for (const [key, value] of Object.entries(properties)) {
    if (ELSEWHERE.has(key) || isEmpty(value)) continue;
    if (type === 'location' && LOCATION_PARTS.has(key)) continue;
    if (type === 'marking-definition' && key === 'definition') continue;
    if (key.startsWith('x_mitre_') && MITRE.has(type)) mitre[key.slice('x_mitre_'.length)] = value;
    else if (key === 'collection_layers' && type === 'data-source') plain[key] = value;
    else if (key.startsWith('x_opencti_')) {
      const short = key.slice('x_opencti_'.length);
      opencti[SHORTER[short] ?? short] = value;
    } else if (key === 'content' && CONTENT_IN_EXTENSION.has(type)) opencti[key] = value;
    else if (!key.startsWith('x_mitre_')) plain[key] = value;
  }
  if (type === 'location' && PLACES.has(name)) plain[name.toLowerCase()] = properties.name;
  if (type === 'threat-actor' && name === 'Threat-Actor-Individual') plain.object_refs ??= [];
  return { plain, opencti, mitre };
}

const PLACES = new Set(['Region', 'Country', 'City']);
const MITRE = new Set(['attack-pattern', 'course-of-action', 'indicator']);

/** What the platform leaves out: nothing, empty texts and lists, and open dates. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === OPEN_START || value === OPEN_STOP) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
