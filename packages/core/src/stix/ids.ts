import { StixError } from '../errors.ts';
import type { CanonicalValue } from './canonical.ts';
import { hashedDate, normalized, requireText, trimmed } from './text.ts';
import { deterministicId } from './uuid5.ts';

/** Properties that an id is made of; names as in STIX, dates as text (hashed as given) or `Date`. */
export type IdProperties = Readonly<Record<string, unknown>>;

type Contributing = Readonly<Record<string, CanonicalValue | undefined>>;
type Rule = (properties: IdProperties) => Contributing;

/** Ids of the six TLP markings: fixed by STIX 2.1 and by OpenCTI. */
const TLP_IDS: Readonly<Record<string, string>> = {
  'TLP:CLEAR': '613f2e26-407d-48c7-9eca-b8e91df99dc9',
  'TLP:WHITE': '613f2e26-407d-48c7-9eca-b8e91df99dc9',
  'TLP:GREEN': '34098fce-860f-48ae-8e50-ebd3cc5e41da',
  'TLP:AMBER': 'f88d31f6-486f-44da-b317-01333bde0b82',
  'TLP:AMBER+STRICT': '826578e1-40ad-459f-bc73-ede076f81f37',
  'TLP:RED': '5e57c739-391a-4eb3-b6be-7d15ca92d5ed',
};

function given(value: unknown): value is CanonicalValue | Date {
  return value !== undefined && value !== null;
}

/** A date property, left out when it was not given. */
function date(value: unknown): string | undefined {
  return given(value) ? hashedDate(value as string | Date) : undefined;
}

/** As `date`, but null stays: the reference hashes it. */
function dateOrNull(value: unknown): string | null {
  return date(value) ?? null;
}

function raw(value: unknown): CanonicalValue {
  return given(value) ? (value as CanonicalValue) : null;
}

const byName: Rule = ({ name }) => ({ name: normalized(name, 'name') });
const byNameAndCreated: Rule = ({ name, created }) => ({
  name: normalized(name, 'name'),
  created: dateOrNull(created),
});

const byMitreIdOrName: Rule = ({ name, x_mitre_id }) => {
  const mitreId = typeof x_mitre_id === 'string' ? trimmed(x_mitre_id.toLowerCase()) : '';
  return mitreId ? { x_mitre_id: mitreId } : { name: normalized(name, 'name') };
};

function threatActor(type: (properties: IdProperties) => unknown): Rule {
  return (properties) => ({ name: normalized(properties.name, 'name'), opencti_type: raw(type(properties)) });
}

const location: Rule = ({ name, x_opencti_location_type: type, latitude, longitude }) => {
  if (type !== 'Position') return { name: normalized(name, 'name'), x_opencti_location_type: raw(type) };
  if (!given(latitude) && !given(longitude)) return { name: normalized(name, 'name') };
  return {
    ...(given(latitude) ? { latitude: raw(latitude) } : {}),
    ...(given(longitude) ? { longitude: raw(longitude) } : {}),
  };
};

const note: Rule = ({ content, created, abstract }) => ({
  content: trimmed(requireText(content, 'content')),
  created: date(created),
  attribute_abstract: typeof abstract === 'string' ? trimmed(abstract) || undefined : undefined,
});

/** A start contributes when given, an end only together with its start. */
function period(start: unknown, stop: unknown, names: readonly [string, string]): Contributing {
  const [first, last] = [date(start), date(stop)];
  return first === undefined ? {} : { [names[0]]: first, [names[1]]: last };
}

/** Contributing properties by type (stix-ids.md section 2). */
const RULES: Readonly<Record<string, Rule>> = {
  'attack-pattern': byMitreIdOrName,
  'course-of-action': byMitreIdOrName,
  campaign: byName,
  channel: byName,
  'data-component': byName,
  'data-source': byName,
  event: byName,
  feedback: byName,
  infrastructure: byName,
  'intrusion-set': byName,
  language: byName,
  malware: byName,
  narrative: byName,
  tool: byName,
  vulnerability: byName,
  'case-incident': byNameAndCreated,
  'case-rfi': byNameAndCreated,
  'case-rft': byNameAndCreated,
  incident: byNameAndCreated,
  task: byNameAndCreated,
  report: ({ name, published }) => ({ name: normalized(name, 'name'), published: dateOrNull(published) }),
  grouping: ({ name, context, created }) => ({
    name: normalized(name, 'name'),
    context: normalized(context, 'context'),
    created: date(created),
  }),
  identity: ({ name, identity_class }) => ({
    name: normalized(name, 'name'),
    identity_class: requireText(identity_class, 'identity_class').toLowerCase(),
  }),
  'threat-actor': threatActor(({ opencti_type }) => opencti_type),
  'threat-actor-group': threatActor(() => 'Threat-Actor-Group'),
  'threat-actor-individual': threatActor(() => 'Threat-Actor-Individual'),
  indicator: ({ pattern }) => ({ pattern: trimmed(requireText(pattern, 'pattern')) }),
  location,
  'malware-analysis': ({ result_name, product, submitted }) => {
    if (submitted instanceof Date) {
      throw new StixError('submitted must be a text to make an id', { path: '$.submitted' });
    }
    return { result_name: normalized(result_name, 'result_name'), product: raw(product), submitted: date(submitted) };
  },
  'marking-definition': ({ definition_type, definition }) => ({
    definition_type: raw(definition_type),
    definition: raw(definition),
  }),
  note,
  opinion: ({ opinion, created }) => ({ opinion: trimmed(requireText(opinion, 'opinion')), created: date(created) }),
  'observed-data': ({ object_refs }) => ({ objects: raw(object_refs) }),
  relationship: ({ relationship_type, source_ref, target_ref, start_time, stop_time }) => ({
    relationship_type: raw(relationship_type),
    source_ref: raw(source_ref),
    target_ref: raw(target_ref),
    ...period(start_time, stop_time, ['start_time', 'stop_time']),
  }),
  sighting: ({ sighting_of_ref, where_sighted_refs, first_seen, last_seen }) => ({
    type: 'sighting',
    sighting_of_ref: raw(sighting_of_ref),
    where_sighted_refs: raw(where_sighted_refs),
    ...period(first_seen, last_seen, ['first_seen', 'last_seen']),
  }),
  'security-coverage': ({ covered_ref }) => ({ covered_ref: normalized(covered_ref, 'covered_ref') }),
  'kill-chain-phase': ({ phase_name, kill_chain_name }) => ({
    phase_name: raw(phase_name),
    kill_chain_name: raw(kill_chain_name),
  }),
  label: ({ value }) => ({ value: raw(value) }),
  vocabulary: ({ name, category }) => ({ name: normalized(name, 'name'), category: raw(category) }),
};

/** Types whose ids `stixId` makes, besides external references. */
export const TYPES_WITH_IDS: readonly string[] = Object.keys(RULES);

/** Two kinds of threat actor share one STIX type. */
function prefixOf(type: string): string {
  return type.startsWith('threat-actor') ? 'threat-actor' : type;
}

/**
 * The deterministic id of a domain, relationship or meta object, equal to the reference client's.
 * `type` is the STIX type; `threat-actor-group` and `threat-actor-individual` name the two kinds.
 * @throws StixError when a property that the id needs is missing or of the wrong kind.
 */
export function stixId(type: string, properties: IdProperties): string {
  const rule = RULES[type];
  if (!rule) throw new StixError(`There is no deterministic id for the type ${type}`);
  if (type === 'marking-definition' && properties.definition_type === 'TLP') {
    const fixed = TLP_IDS[String(properties.definition)];
    if (fixed) return `marking-definition--${fixed}`;
  }
  return deterministicId(prefixOf(type), rule(properties));
}

/** Id of an external reference: by url, else by source and external id; undefined when it has neither. */
export function externalReferenceId({ url, source_name, external_id }: IdProperties): string | undefined {
  if (given(url)) return deterministicId('external-reference', { url: raw(url) });
  if (!given(source_name) || !given(external_id)) return undefined;
  return deterministicId('external-reference', { source_name: raw(source_name), external_id: raw(external_id) });
}
