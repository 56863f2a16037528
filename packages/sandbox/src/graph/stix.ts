import { MITRE_EXTENSION, OBSERVABLE_EXTENSION, OPENCTI_EXTENSION } from './flatten.ts';
import { type Model, modelOf } from './model/model.ts';
import { referencesIn } from './pattern.ts';
import { endOf, implied, labelsOf, startOf } from './query/values.ts';
import { mainName } from './representative.ts';
import { isEmpty, type Properties, splitProperties, text } from './stix-properties.ts';
import type { Element, GraphStore } from './store.ts';
import { firstStatus } from './workflow.ts';

/** A file of an element, in its extension. */
export interface StixFile {
  readonly name: string;
  readonly uri: string;
  readonly version: string;
  readonly mime_type: string;
  readonly object_marking_refs: readonly string[];
}

/** The STIX 2.1 form that the platform sends of an element: its own attributes in extensions (protocol.md 8.1). */
export function toStix(element: Element, graph: GraphStore, files: readonly StixFile[] = []): Properties {
  const model = modelOf(element.entityType);
  const { plain, opencti, mitre } = splitProperties(element, model);
  const extension: Properties = {
    ...openctiExtension(element, graph, model, files),
    ...ofRelationship(element, graph),
  };
  const frame = { id: element.standardId, spec_version: '2.1', type: element.type };
  const references = referencesOf(element, graph);
  if (model.family === 'observable')
    return observable(element, model, frame, extension, { plain, opencti, references });
  const extensions: Properties = { [OPENCTI_EXTENSION]: { ...extension, ...opencti } };
  if (MITRE_TYPES.has(element.type))
    extensions[MITRE_EXTENSION] = { extension_type: mitreKind(element.type), ...mitre };
  return withoutEmpty({ ...frame, extensions, ...common(element, model), ...references, ...plain });
}

const MITRE_TYPES = new Set(['attack-pattern', 'course-of-action', 'indicator', 'data-source', 'data-component']);
const mitreKind = (type: string) => (type.startsWith('data-') ? 'new-sdo' : 'property-extension');

/** What every object says that is no observable and nothing carried. */
function common({ properties, createdAt, updatedAt }: Element, { family, name }: Model): Properties {
  const dates = { created: text(properties.created) ?? createdAt, modified: text(properties.modified) ?? updatedAt };
  if (family === 'meta') return name === 'Marking-Definition' || name === 'External-Reference' ? dates : {};
  // A language says nothing of itself but its name.
  if (name === 'Language') return {};
  const { revoked, confidence, lang } = properties;
  return { ...dates, revoked: revoked === true, confidence: confidence ?? 100, lang: lang ?? 'en' };
}

function referencesOf({ properties }: Element, graph: GraphStore): Properties {
  const standard = (ref: unknown) => (typeof ref === 'string' ? graph.find(ref)?.standardId : undefined);
  const references = implied(graph, 'external-reference', properties.external_references).map(printReference);
  const phases = implied(graph, 'kill-chain-phase', properties.kill_chain_phases).map(({ properties: phase }) => ({
    kill_chain_name: phase.kill_chain_name,
    phase_name: phase.phase_name,
  }));
  return {
    labels: labelsOf(properties, graph).map((label) => label.properties.value),
    object_marking_refs: [properties.object_marking_refs].flat().flatMap((ref) => standard(ref) ?? []),
    created_by_ref: standard(properties.created_by_ref),
    external_references: references,
    kill_chain_phases: phases,
  };
}

function printReference({ properties }: Element): Properties {
  const { source_name, description, url, hash, external_id } = properties;
  return withoutEmpty({ source_name, description, url, hash, external_id });
}

interface Parts {
  readonly plain: Properties;
  readonly opencti: Properties;
  readonly references: Properties;
}

/** Observables say most of OpenCTI's in their own extension; custom ones say it at the top. */
function observable(element: Element, { custom, name }: Model, frame: Properties, extension: Properties, parts: Parts) {
  const { labels, created_by_ref, external_references, object_marking_refs } = parts.references;
  const { score, description, ...others } = parts.opencti;
  const own = withoutEmpty({ labels, description, score, created_by_ref, external_references });
  const said: Properties = name === 'SSH-Key' ? withoutEmpty({ labels, created_by_ref, external_references }) : own;
  const kind = custom ? { extension_type: 'new-sco' } : { extension_type: 'property-extension', ...own };
  const extensions = {
    [OPENCTI_EXTENSION]: withoutEmpty(extension),
    [OBSERVABLE_EXTENSION]: withoutEmpty({ ...kind, ...others }),
    ...(element.type === 'process' ? WINDOWS_PROCESS : {}),
  };
  const top = custom ? said : name === 'Url' ? { score } : {};
  return { ...withoutEmpty({ ...frame, object_marking_refs, ...parts.plain, ...top }), extensions };
}

/** Both are always there, even empty. */
const WINDOWS_PROCESS = { 'windows-process-ext': {}, 'windows-service-ext': { service_dll_refs: [] } };

function openctiExtension(element: Element, graph: GraphStore, model: Model, files: readonly StixFile[]): Properties {
  const { id, entityType, createdAt, updatedAt, creatorId, stixIds, properties } = element;
  const author = typeof properties.created_by_ref === 'string' ? graph.find(properties.created_by_ref) : undefined;
  const isNew = model.custom && model.family !== 'observable';
  return withoutEmpty({
    extension_type: isNew ? 'new-sdo' : 'property-extension',
    id,
    type: entityType,
    created_at: createdAt,
    updated_at: updatedAt,
    files,
    stix_ids: element.type === 'marking-definition' ? [] : [...stixIds],
    is_inferred: false,
    creator_ids: [creatorId],
    workflow_id: firstStatus(entityType)?.id,
    labels_ids: labelsOf(properties, graph).map((label) => label.id),
    created_by_ref_id: author?.id,
    created_by_ref_type: author?.entityType,
    observable_values: element.type === 'indicator' ? referencesIn(String(properties.pattern ?? '')) : [],
  });
}

/** A relationship tells of both its ends. */
function ofRelationship(element: Element, graph: GraphStore): Properties {
  const find = (id: string) => graph.find(id);
  const [start, end] = [startOf(element), endOf(element)].map((ref) => find(String(ref)));
  if (!start || !end) return {};
  const [from, to] = [start, end].map((one) => [one].flat().flatMap((it) => markingIds(it, graph)));
  if (element.type === 'sighting') {
    return withoutEmpty({
      sighting_of_value: mainName(start, find),
      sighting_of_ref: start.id,
      sighting_of_type: start.entityType,
      sighting_of_ref_object_marking_refs: from,
      where_sighted_values: [mainName(end, find)],
      where_sighted_refs: [end.id],
      where_sighted_types: [end.entityType],
      where_sighted_refs_object_marking_refs: to,
      negative: element.properties.x_opencti_negative === true,
    });
  }
  return withoutEmpty({
    source_value: mainName(start, find),
    source_ref: start.id,
    source_type: start.entityType,
    source_ref_object_marking_refs: from,
    target_value: mainName(end, find),
    target_ref: end.id,
    target_type: end.entityType,
    target_ref_object_marking_refs: to,
  });
}

function markingIds({ properties }: Element, graph: GraphStore): string[] {
  return [properties.object_marking_refs].flat().flatMap((ref) => graph.find(String(ref))?.id ?? []);
}

function withoutEmpty(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).filter(([key, value]) => key === 'object_refs' || !isEmpty(value)),
  );
}
