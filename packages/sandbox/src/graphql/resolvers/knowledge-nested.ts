import { createHash } from 'node:crypto';
import { sees } from '../../graph/access.ts';
import { isNested } from '../../graph/links.ts';
import type { Element } from '../../graph/store.ts';
import { fits, page } from '../paging.ts';
import { nodeOf } from './knowledge-nodes.ts';
import { many, type RelationArgs } from './knowledge-relations.ts';
import type { Scope } from './knowledge-scope.ts';

/** Names that the platform gives a reference where it is not just the property's own. */
const TYPES: Readonly<Record<string, string>> = {
  resolves_to_refs: 'obs_resolves-to',
  belongs_to_refs: 'obs_belongs-to',
  belongs_to_ref: 'obs_belongs-to',
  content_ref: 'obs_content',
  x_opencti_linked_to_refs: 'x_opencti_linked-to',
};

/** A reference as a relationship of its own. */
export interface NestedRef {
  readonly from: Element;
  readonly property: string;
  readonly to: Element;
}

/** `resolves_to_refs` is called `obs_resolves-to`, `parent_directory_ref` `parent-directory`. */
export function nestedType(property: string): string {
  return TYPES[property] ?? property.replace(/_refs?$/, '').replaceAll('_', '-');
}

/** The property of a type of reference, of the two that it may be called. */
export function nestedProperty(type: string, element: Element): string {
  const known = Object.entries(TYPES).find(([, name]) => name === type)?.[0];
  const base = type.replace(/^obs_/, '').replaceAll('-', '_');
  return known ?? (element.properties[`${base}_ref`] === undefined ? `${base}_refs` : `${base}_ref`);
}

function refsFrom({ graph, viewer }: Scope, from: Element): NestedRef[] {
  return Object.entries(from.properties)
    .filter(([property]) => isNested(property) && from.type !== 'sighting')
    .flatMap(([property, value]) => [value].flat().map((ref) => ({ property, to: graph.find(String(ref)) })))
    .flatMap(({ property, to }) => (to && sees(viewer, to) ? [{ from, property, to }] : []));
}

/** Lists references inside of objects. */
export function nestedRefsOf(scope: Scope, args: RelationArgs) {
  const { graph, viewer } = scope;
  const elements = (ids: readonly string[]) => ids.flatMap((id) => graph.find(id) ?? []);
  const [either, from, to] = [args.fromOrToId, args.fromId, args.toId].map((ids) => elements(many(ids)));
  const wanted = (ids: unknown, found: readonly Element[] | undefined, end: Element) =>
    many(ids as string[]).length === 0 || (found ?? []).includes(end);
  const starts = [
    ...(either ?? []),
    ...(from ?? []),
    ...[...(either ?? []), ...(to ?? [])].flatMap((one) => [...graph.links.to(one)]),
  ];
  const asked = many(args.fromOrToId).length + many(args.fromId).length + many(args.toId).length > 0;
  const types = many(args.relationship_type);
  const found = [...new Set(asked ? starts : graph.elements())]
    .filter((element) => sees(viewer, element))
    .flatMap((element) => refsFrom(scope, element))
    .filter((ref) => wanted(args.fromId, from, ref.from) && wanted(args.toId, to, ref.to))
    .filter((ref) => wanted(args.fromOrToId, either, ref.from) || wanted(args.fromOrToId, either, ref.to))
    .filter(({ property }) => types.length === 0 || types.some((type) => nestedType(property) === type))
    .filter(({ property }) => fits({ relationship_type: nestedType(property) }, args.filters));
  return page(
    found.map((ref) => nestedNode(scope, ref)),
    args,
  );
}

/** Reads one reference by the id that its list told. */
export function findNestedRef(scope: Scope, id: string) {
  for (const element of scope.graph.elements()) {
    for (const ref of refsFrom(scope, element)) {
      const node = nestedNode(scope, ref);
      if (node.id === id || node.standard_id === id) return node;
    }
  }
  return null;
}

/** A reference as the schema sees it; its id follows from what it is between. */
export function nestedNode(scope: Scope, { from, property, to }: NestedRef) {
  const type = nestedType(property);
  const hex = createHash('sha1').update(`${from.id} ${type} ${to.id}`).digest('hex');
  const id = hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-5$3-8$4-$5');
  const parents = ['basic-relationship', 'stix-relationship', 'stix-ref-relationship'];
  return {
    __typename: 'StixRefRelationship',
    id,
    standard_id: `relationship-meta--${id}`,
    entity_type: type,
    parent_types: parents,
    relationship_type: type,
    representative: { main: type, secondary: null },
    x_opencti_stix_ids: [],
    is_inferred: false,
    spec_version: '2.1',
    created_at: from.createdAt,
    updated_at: from.updatedAt,
    created: from.createdAt,
    modified: from.updatedAt,
    confidence: null,
    start_time: null,
    stop_time: null,
    creators: [],
    toStix: null,
    from: nodeOf(scope, from),
    to: nodeOf(scope, to),
    fromId: from.id,
    toId: to.id,
    fromType: from.entityType,
    toType: to.entityType,
    fromRole: `${type}_from`,
    toRole: `${type}_to`,
  };
}
