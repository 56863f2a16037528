import type { Element, GraphStore } from '../graph/store.ts';
import { openctiType } from '../graph/types.ts';

const OCTI = 'extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba';
const SCO = 'extension-definition--f93e2c80-4231-4f9a-af8b-95c9bd566a82';
const MITRE = 'extension-definition--322b8f77-262a-4cb8-a915-1e441e00329b';

/** An object as the platform writes it: STIX 2.1 with its extensions (protocol.md 8.1). */
export type Stix = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

const MITRE_TYPES = new Set(['indicator', 'attack-pattern', 'course-of-action']);
const NEW_SDO = new Set(['label', 'vocabulary', 'incident', 'channel', 'narrative', 'event', 'task', 'feedback']);
const OBSERVABLES = new Set(
  (
    'autonomous-system directory domain-name email-addr email-message artifact file x509-certificate ipv4-addr ' +
    'ipv6-addr mac-addr mutex network-traffic process software url user-account windows-registry-key'
  ).split(' '),
);
/** What is not written as it was sent. */
const INTERNAL = /^x_opencti_|^(nb_deps|extensions|type|id|spec_version)$/;

/** The state of an element; `properties` where it is an earlier one. */
export function toStix(graph: GraphStore, element: Element, properties = element.properties): Stix {
  const { type, standardId } = element;
  const isObservable = OBSERVABLES.has(type);
  const own = Object.entries(properties).filter(([key, value]) => !INTERNAL.test(key) && !isEmpty(value));
  const domain = isObservable ? {} : domainProperties(element, properties);
  return {
    id: standardId,
    spec_version: '2.1',
    type,
    extensions: extensionsOf(graph, element, properties, isObservable),
    ...domain,
    ...Object.fromEntries(own),
  };
}

function domainProperties({ createdAt, updatedAt }: Element, properties: Record<string, unknown>) {
  return {
    created: properties.created ?? createdAt,
    modified: properties.modified ?? updatedAt,
    revoked: false,
    confidence: properties.confidence ?? 100,
    lang: 'en',
  };
}

function extensionsOf(
  graph: GraphStore,
  element: Element,
  properties: Record<string, unknown>,
  isObservable: boolean,
): Record<string, unknown> {
  const { id, type, createdAt, updatedAt, creatorId } = element;
  const author = graph.find(String(properties.created_by_ref ?? ''));
  const labels = [properties.labels ?? []].flat().map((value) => graph.labels.get(String(value).toLowerCase())?.id);
  const stixIds = element.otherIds ?? [];
  const octi = {
    extension_type: NEW_SDO.has(type) ? 'new-sdo' : 'property-extension',
    id,
    type: openctiType(element),
    created_at: createdAt,
    updated_at: updatedAt,
    ...(stixIds.length > 0 ? { stix_ids: stixIds } : {}),
    is_inferred: false,
    creator_ids: [creatorId],
    ...(labels.length > 0 && !isObservable ? { labels_ids: labels } : {}),
    ...(author ? { created_by_ref_id: author.id, created_by_ref_type: openctiType(author) } : {}),
    ...(type === 'relationship' ? endsOf(graph, properties) : {}),
    ...(type === 'indicator' ? indicatorOf(properties) : {}),
    ...(type === 'identity' ? identityOf(properties) : {}),
  };
  return {
    [OCTI]: octi,
    ...(isObservable ? { [SCO]: observableExtension(properties) } : {}),
    ...(MITRE_TYPES.has(type) ? { [MITRE]: { extension_type: 'property-extension' } } : {}),
  };
}

function identityOf({
  x_opencti_organization_type: kind,
  x_opencti_reliability: reliability,
}: Record<string, unknown>) {
  return { ...(kind ? { organization_type: kind } : {}), ...(reliability ? { reliability } : {}) };
}

function observableExtension(properties: Record<string, unknown>) {
  const names = ['labels', 'description', 'score', 'created_by_ref', 'external_references'];
  const values = names.map((name) => [name, properties[`x_opencti_${name}`]] as const);
  return { extension_type: 'property-extension', ...Object.fromEntries(values.filter(([, value]) => !isEmpty(value))) };
}

function indicatorOf(properties: Record<string, unknown>) {
  const main = properties.x_opencti_main_observable_type;
  const value = /= '([^']*)'/.exec(String(properties.pattern ?? ''))?.[1];
  return {
    detection: properties.x_opencti_detection === true,
    score: properties.x_opencti_score ?? 50,
    ...(main ? { main_observable_type: main } : {}),
    ...(main && value ? { observable_values: [{ type: main, value }] } : {}),
  };
}

function endsOf(graph: GraphStore, properties: Record<string, unknown>) {
  const end = (side: 'source' | 'target') => {
    const element = graph.find(String(properties[`${side}_ref`]));
    if (!element) return {};
    const markings = markingIds(graph, element.properties);
    return {
      [`${side}_value`]: nameOf(element),
      [`${side}_ref`]: element.id,
      [`${side}_type`]: openctiType(element),
      ...(markings.length > 0 ? { [`${side}_ref_object_marking_refs`]: markings } : {}),
    };
  };
  return { ...end('source'), ...end('target') };
}

function markingIds(graph: GraphStore, { object_marking_refs: refs }: Record<string, unknown>): string[] {
  return [refs ?? []].flat().flatMap((ref) => graph.find(String(ref))?.id ?? []);
}

/** What the platform calls an element in its messages. */
export function nameOf({ properties, standardId }: Pick<Element, 'properties' | 'standardId'>): string {
  return String(
    properties.name ?? properties.value ?? properties.pattern ?? properties.relationship_type ?? standardId,
  );
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
