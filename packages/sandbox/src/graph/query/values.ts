import { standardId } from '../ids.ts';
import { OPEN_START, OPEN_STOP, propertyOf } from '../model/fields.ts';
import { modelOf } from '../model/model.ts';
import { mainName } from '../representative.ts';
import type { Element, GraphStore } from '../store.ts';

type Reader = (element: Element, graph: GraphStore) => unknown;

/** What filters and orders know besides plain attributes. */
const SPECIAL: Readonly<Record<string, Reader>> = {
  id: ({ id }) => id,
  internal_id: ({ id }) => id,
  standard_id: ({ standardId: id }) => id,
  ids: ({ id, standardId: standard, stixIds }) => [id, standard, ...stixIds],
  x_opencti_stix_ids: ({ stixIds }) => [...stixIds],
  entity_type: ({ entityType }) => [entityType, ...modelOf(entityType).parents],
  parent_types: ({ entityType }) => modelOf(entityType).parents,
  type: ({ entityType }) => entityType,
  created_at: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
  created: ({ properties, createdAt }) => properties.created ?? createdAt,
  modified: ({ properties, updatedAt }) => properties.modified ?? updatedAt,
  revoked: ({ properties }) => properties.revoked ?? false,
  creator_id: ({ creatorId }) => creatorId,
  creator: ({ creatorId }) => creatorId,
  is_inferred: () => false,
  representative: (element, graph) => mainName(element, (id) => graph.find(id)),
  observable_value: (element, graph) => mainName(element, (id) => graph.find(id)),
  createdBy: ({ properties }, graph) => internalIds(graph, properties.created_by_ref),
  objectMarking: ({ properties }, graph) => internalIds(graph, properties.object_marking_refs),
  objects: ({ properties }, graph) => internalIds(graph, properties.object_refs),
  objectLabel: ({ properties }, graph) => labelsOf(properties, graph).map(({ id }) => id),
  externalReferences: ({ properties }, graph) =>
    implied(graph, 'external-reference', properties.external_references).map(({ id }) => id),
  killChainPhases: ({ properties }, graph) =>
    implied(graph, 'kill-chain-phase', properties.kill_chain_phases).map(({ id }) => id),
  fromId: (element, graph) => internalIds(graph, startOf(element)),
  toId: (element, graph) => internalIds(graph, endOf(element)),
  fromOrToId: (element, graph) => internalIds(graph, [startOf(element), endOf(element)]),
  fromTypes: (element, graph) => typesOf(graph.find(String(startOf(element)))),
  toTypes: (element, graph) => typesOf(graph.find(String(endOf(element)))),
  elementWithTargetTypes: (element, graph) =>
    [startOf(element), endOf(element)].flatMap((ref) => typesOf(graph.find(String(ref)))),
  relationship_type: ({ entityType }) => [entityType, ...modelOf(entityType).parents],
  containers: (element, graph) => [...graph.links.to(element)].filter((one) => isContainer(one)).map(({ id }) => id),
};

export const SPECIAL_KEYS: ReadonlySet<string> = new Set(Object.keys(SPECIAL));

/** What an element holds under a key of a filter, as texts, numbers and booleans; empty when nothing. */
export function valuesOf(element: Element, key: string, graph: GraphStore): unknown[] {
  const read = SPECIAL[key];
  const value = read ? read(element, graph) : attribute(element, key);
  if (value === undefined || value === null || value === OPEN_START || value === OPEN_STOP) return [];
  return Array.isArray(value) ? value : [value];
}

function attribute({ properties }: Element, key: string): unknown {
  const [name = '', part] = key.split(/\.(.*)/s);
  const value = properties[propertyOf(name)];
  if (part === undefined) return name === 'hashes' ? Object.values(value ?? {}) : value;
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined;
}

/** Where a relationship starts; a sighting starts at what was seen. */
export function startOf({ properties }: Element): unknown {
  return properties.source_ref ?? properties.sighting_of_ref;
}

export function endOf({ properties }: Element): unknown {
  return properties.target_ref ?? [properties.where_sighted_refs].flat()[0];
}

export function isContainer({ entityType }: Element): boolean {
  return modelOf(entityType).parents.includes('Container');
}

function internalIds(graph: GraphStore, refs: unknown): string[] {
  return [refs].flat().flatMap((ref) => (typeof ref === 'string' ? (graph.find(ref)?.id ?? []) : []));
}

function typesOf(element: Element | undefined): string[] {
  return element ? [element.entityType, ...modelOf(element.entityType).parents] : [];
}

/** The labels that an object carries. */
export function labelsOf({ labels }: Readonly<Record<string, unknown>>, graph: GraphStore): Element[] {
  return [labels]
    .flat()
    .flatMap((value) => (typeof value === 'string' ? (graph.labels.get(value.trim().toLowerCase()) ?? []) : []));
}

/** The elements behind what objects carry as plain values: references and phases. */
export function implied(graph: GraphStore, type: string, values: unknown): Element[] {
  if (!Array.isArray(values)) return [];
  return values.flatMap((value: Record<string, unknown>) => graph.find(standardId(type, value)) ?? []);
}
