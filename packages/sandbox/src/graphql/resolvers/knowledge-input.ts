import { standardId } from '../../graph/ids.ts';
import { propertyOf } from '../../graph/model/fields.ts';
import { findModel, type Model } from '../../graph/model/model.ts';
import { vocabularyOf } from '../../graph/model/vocabularies.ts';
import { type Element, type IncomingObject, Refusal } from '../../graph/store.ts';
import type { Scope } from './knowledge-scope.ts';

export type Input = Readonly<Record<string, unknown>>;

/** Inputs that name other elements, and the property of STIX that they become. */
export const REFERENCES: Readonly<Record<string, string>> = {
  createdBy: 'created_by_ref',
  objectMarking: 'object_marking_refs',
  objects: 'object_refs',
  dataSource: 'x_opencti_data_source_ref',
  objectCovered: 'covered_ref',
  samples: 'sample_refs',
  bornIn: 'x_opencti_born_in_ref',
  ethnicity: 'x_opencti_ethnicity_ref',
  networkSrc: 'src_ref',
  networkDst: 'dst_ref',
  hostVm: 'host_vm_ref',
  operatingSystem: 'operating_system_ref',
  installedSoftware: 'installed_software_refs',
  analysisSample: 'sample_ref',
  analysisSco: 'analysis_sco_refs',
};
/** Not of the element itself, or of what this sandbox does not keep. */
const IGNORED = new Set(
  (
    'stix_id update clientMutationId files filesMarkings noTriggerImport embedded upsertOperations type fromId toId ' +
    'createObservables basedOn objectOrganization objectAssignee objectParticipant x_opencti_workflow_id ' +
    'x_opencti_modified_at x_opencti_stix_ids'
  ).split(' '),
);
const IDENTITY_CLASSES: Readonly<Record<string, string>> = {
  Individual: 'individual',
  Sector: 'class',
  System: 'system',
  SecurityPlatform: 'securityplatform',
  Organization: 'organization',
};

/** The object that an input of a mutation stands for. @throws Refusal for references that do not exist, where it matters */
export function objectOf(scope: Scope, model: Model, input: Input, strict: boolean): IncomingObject {
  const object: Record<string, unknown> = { ...typeOf(model), id: input.stix_id ?? '' };
  for (const [key, value] of Object.entries(input)) {
    if (IGNORED.has(key) || value === null || value === undefined) continue;
    const found = references(scope, key, value, strict);
    if (found) object[found.property] = found.value;
    else object[propertyOf(key)] = key === 'hashes' ? hashes(value) : words(scope, model, key, value);
  }
  return object as IncomingObject;
}

function typeOf({ name, stix, parents }: Model): Record<string, unknown> {
  if (parents.includes('Identity')) return { type: stix, identity_class: IDENTITY_CLASSES[name] };
  if (parents.includes('Location')) return { type: stix, x_opencti_location_type: name };
  if (parents.includes('Threat-Actor')) return { type: stix, x_opencti_type: name };
  return { type: stix };
}

function hashes(value: unknown): Record<string, unknown> {
  const list = value as readonly { readonly algorithm: string; readonly hash: string }[];
  return Object.fromEntries(list.map(({ algorithm, hash }) => [algorithm, hash]));
}

/** References as properties; undefined for keys that are none. */
export function references(scope: Scope, key: string, value: unknown, strict: boolean) {
  const find = (id: string) => scope.graph.find(id) ?? scope.graph.labels.get(id.toLowerCase());
  const resolve = () => {
    const ids = [value].flat().map(String);
    const missing = ids.filter((id) => !find(id));
    if (strict && missing.length > 0) throw missingReferences(missing);
    return ids.flatMap((id) => find(id) ?? []);
  };
  const carried = CARRIED[key];
  if (carried) return { property: carried[0], value: resolve().map(carried[1]) };
  const property = REFERENCES[key];
  if (!property) return undefined;
  const found = resolve().map(({ standardId: id }) => id);
  return { property, value: property.endsWith('_ref') ? (found[0] ?? null) : found };
}

/** What objects carry as values of their own. */
export const CARRIED: Readonly<Record<string, readonly [string, (element: Element) => unknown]>> = {
  objectLabel: ['labels', ({ properties }) => properties.value],
  externalReferences: ['external_references', ({ properties }) => withoutFrame(properties)],
  killChainPhases: [
    'kill_chain_phases',
    ({ properties: { kill_chain_name, phase_name } }) => ({ kill_chain_name, phase_name }),
  ],
};

function withoutFrame({
  type: _type,
  id: _id,
  created: _created,
  modified: _modified,
  ...own
}: Record<string, unknown>) {
  return own;
}

export function missingReferences(unresolvedIds: readonly string[]): Refusal {
  const data = { unresolvedIds, doc_code: 'ELEMENT_NOT_FOUND' };
  return new Refusal('MISSING_REFERENCE_ERROR', 'Element(s) not found', data);
}

/** A word that its vocabulary has not is dropped without a word (protocol.md 9.4). */
function words({ graph }: Scope, { name }: Model, key: string, value: unknown): unknown {
  const category = vocabularyOf(name, key);
  if (!category) return value;
  const known = [value].flat().filter((word) => graph.find(standardId('vocabulary', { name: word, category })));
  if (!Array.isArray(value)) return known[0] ?? null;
  return known.length > 0 ? known : null;
}

/** The model of a name in an enumeration of types, such as `Administrative_Area`. */
export function modelOfEnum(name: unknown): Model | undefined {
  return findModel(String(name).replaceAll('_', '-'));
}
