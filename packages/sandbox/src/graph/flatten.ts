import type { IncomingObject } from './store.ts';
import { locationType } from './types.ts';

export const OPENCTI_EXTENSION = 'extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba';
export const OBSERVABLE_EXTENSION = 'extension-definition--f93e2c80-4231-4f9a-af8b-95c9bd566a82';
export const MITRE_EXTENSION = 'extension-definition--322b8f77-262a-4cb8-a915-1e441e00329b';

type Properties = Record<string, unknown>;

/** What the platform says of an object in its extension and sets itself. */
const PLATFORMS_OWN = new Set(
  (
    'extension_type id type created_at updated_at modified_at files stix_ids is_inferred creator_ids granted_refs_ids ' +
    'labels_ids created_by_ref_id created_by_ref_type pir_information metrics source_value source_ref source_type ' +
    'target_value target_ref target_type observable_values opencti_operation'
  ).split(' '),
);
/** Keys of an extension that are called the same outside of it. */
const PLAIN = new Set('labels created_by_ref external_references content contains_refs'.split(' '));

/** Properties with a prefix that are kept without it. */
const UNPREFIXED: Readonly<Record<string, string>> = {
  x_opencti_labels: 'labels',
  x_opencti_created_by_ref: 'created_by_ref',
  x_opencti_external_references: 'external_references',
  x_opencti_kill_chain_phases: 'kill_chain_phases',
  x_opencti_content: 'content',
  x_opencti_cvss_vector: 'x_opencti_cvss_vector_string',
  x_opencti_cvss_v2_vector: 'x_opencti_cvss_v2_vector_string',
  x_opencti_cvss_v4_vector: 'x_opencti_cvss_v4_vector_string',
};

/** The object with everything its extensions say beside its other properties; an extension stands over them (protocol.md 8.2). */
export function flatten(object: IncomingObject, isObservable: boolean): IncomingObject {
  const flat: Properties = {};
  for (const [key, value] of Object.entries(object)) flat[UNPREFIXED[key] ?? key] ??= value;
  const extensions = (object.extensions ?? {}) as Readonly<Record<string, Properties | undefined>>;
  for (const id of [OBSERVABLE_EXTENSION, OPENCTI_EXTENSION]) add(flat, extensions[id], 'x_opencti_');
  add(flat, extensions[MITRE_EXTENSION], 'x_mitre_');
  const type = extensions[OPENCTI_EXTENSION]?.type;
  if (object.type === 'threat-actor' && typeof type === 'string') flat.x_opencti_type = type;
  if (object.type === 'location') flat.x_opencti_location_type = locationType(flat);
  if (object.type === 'marking-definition') Object.assign(flat, marking(flat));
  if (isObservable) moveToOpencti(flat);
  return flat as IncomingObject;
}

function add(flat: Properties, extension: Properties | undefined, prefix: string): void {
  for (const [key, value] of Object.entries(extension ?? {})) {
    if (PLATFORMS_OWN.has(key) && !(prefix === 'x_mitre_' && key === 'id')) continue;
    const name = PLAIN.has(key) ? key : `${prefix}${key}`;
    flat[UNPREFIXED[name] ?? name] = value;
  }
}

/** OpenCTI's own observables say description and score at the top. */
function moveToOpencti(flat: Properties): void {
  for (const key of ['description', 'score']) {
    const value = flat[key];
    if (value === undefined) continue;
    flat[`x_opencti_${key}`] ??= value;
    delete flat[key];
  }
}

/** A marking is a text of a kind, however it was said: `{tlp: 'amber'}`, a name, or OpenCTI's own properties. */
function marking({ x_opencti_definition, x_opencti_definition_type, definition, definition_type, name }: Properties) {
  const type = String(x_opencti_definition_type ?? definition_type ?? '');
  const said = typeof definition === 'string' ? definition : (definition as Properties | undefined)?.[type];
  const plain =
    /^(tlp|pap)$/i.test(type) && !String(said).includes(':') ? `${type}:${String(said)}`.toUpperCase() : said;
  const text = String(x_opencti_definition ?? name ?? plain ?? '');
  return { definition_type: /^(tlp|pap)$/.test(type) ? type.toUpperCase() : type, definition: text, name: text };
}
