import { type ExportFamily, ownFields, sharedFields, typesOf } from '../../define/export-fields.ts';
import type { ExportedEntity } from '../../define/internal-export-file.ts';
import type { ExportQuery } from '../../ports/exports.ts';
import { type Operation, operation } from '../client.ts';

/** The query of a family: its root field, the type of its order, and its name in errors. */
const ROOTS: Readonly<Record<ExportFamily, { root: string; ordering: string; name: string }>> = {
  core: { root: 'stixCoreObjects', ordering: 'StixCoreObjectsOrdering', name: 'ExportCoreObjects' },
  domain: { root: 'stixDomainObjects', ordering: 'StixDomainObjectsOrdering', name: 'ExportDomainObjects' },
  observables: {
    root: 'stixCyberObservables',
    ordering: 'StixCyberObservablesOrdering',
    name: 'ExportObservables',
  },
  relationships: {
    root: 'stixCoreRelationships',
    ordering: 'StixCoreRelationshipsOrdering',
    name: 'ExportRelationships',
  },
  sightings: {
    root: 'stixSightingRelationships',
    ordering: 'StixSightingRelationshipsOrdering',
    name: 'ExportSightings',
  },
};

const TEXTS = '[String]';
/** Arguments of relationship lists and their types (protocol.md 9.3). */
const ENDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  relationships: {
    fromOrToId: TEXTS,
    elementWithTargetTypes: TEXTS,
    fromId: TEXTS,
    fromRole: 'String',
    fromTypes: TEXTS,
    toId: TEXTS,
    toRole: 'String',
    toTypes: TEXTS,
    relationship_type: TEXTS,
  },
  sightings: { fromOrToId: 'String', fromId: 'StixRef', fromTypes: TEXTS, toId: 'StixRef', toTypes: TEXTS },
};

const END = `{
  ... on BasicObject { id entity_type } ... on BasicRelationship { id entity_type }
  ... on StixObject { standard_id } ... on StixCoreObject { representative { main } }
}`;
const NAME = '{ name }';
const MARKINGS = 'objectMarking { id }';

/** The same with the markings of what is named. */
const MARKED: Readonly<Record<string, string>> = {
  createdBy: `{ name ${MARKINGS} }`,
  dataSource: `{ name ${MARKINGS} }`,
  from: END.replace('main } }', `main } ${MARKINGS} } ... on StixCoreRelationship { ${MARKINGS} }`),
  to: END.replace('main } }', `main } ${MARKINGS} } ... on StixCoreRelationship { ${MARKINGS} }`),
};

/** What is asked for below a field that is no plain value. */
const SELECTIONS: Readonly<Record<string, string>> = {
  representative: '{ main }',
  createdBy: NAME,
  objectMarking: '{ definition }',
  objectLabel: '{ value }',
  objectOrganization: NAME,
  objectAssignee: NAME,
  objectParticipant: NAME,
  creators: NAME,
  dataSource: NAME,
  status: '{ template { name } }',
  killChainPhases: '{ kill_chain_name phase_name }',
  hashes: '{ algorithm hash }',
  externalReferences: '{ edges { node { source_name external_id url } } }',
  coverage_information: '{ coverage_name coverage_score }',
  x_opencti_observable_values: '{ type value }',
  from: END,
  to: END,
};

const NODE = 'id standard_id entity_type';

/** What a list answers. */
export interface ListData {
  readonly [root: string]: {
    readonly edges: readonly ({ readonly node: ExportedEntity | null } | null)[];
    readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean; readonly globalCount: number };
  };
}

/** A query made for the fields that are wanted, and nothing else. */
export interface ListOperation {
  readonly operation: Operation<ListData, Record<string, unknown>>;
  readonly root: string;
  /** Names of fields behind their aliases, by entity type; empty when there are none. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Names of the arguments that a query has: only those are declared that are used. */
export function argumentsOf({ family, search, orderBy, filters, ends = {}, ...query }: ExportQuery) {
  const { ordering } = ROOTS[family];
  const known = ENDS[family] ?? {};
  const types = query.types ?? ofOneType(query.entityType, family);
  const own =
    family === 'relationships' && types && !ends.relationship_type ? { ...ends, relationship_type: types } : ends;
  const given = Object.entries(own).filter(([name, value]) => known[name] && value !== null && value !== undefined);
  return {
    types: {
      first: 'Int',
      after: 'ID',
      ...(orderBy ? { orderBy: ordering, orderMode: 'OrderingMode' } : {}),
      ...(filters ? { filters: 'FilterGroup' } : {}),
      ...(search ? { search: 'String' } : {}),
      ...(types && !ENDS[family] ? { types: TEXTS } : {}),
      ...Object.fromEntries(given.map(([name]) => [name, known[name] ?? ''])),
    },
    values: {
      ...(orderBy ? { orderBy, orderMode: query.orderMode ?? 'asc' } : {}),
      ...(filters ? { filters } : {}),
      ...(search ? { search } : {}),
      ...(types && !ENDS[family] ? { types } : {}),
      ...Object.fromEntries(given),
    },
  };
}

/** The type argument of a list: none where the whole family is meant. */
function ofOneType(entityType: string, family: ExportFamily): readonly string[] | undefined {
  const whole = ['Stix-Core-Object', 'Stix-Domain-Object', 'Stix-Cyber-Observable', 'stix-core-relationship'];
  return whole.includes(entityType) || family === 'sightings' ? undefined : [entityType];
}

/** Builds the query for one list and the fields asked for. */
export function listOperation(query: ExportQuery, variables: Readonly<Record<string, string>>): ListOperation {
  const { root, name } = ROOTS[query.family];
  const { selection, aliases } = selectionOf(query);
  const declared = Object.entries(variables).map(([one, type]) => `$${one}: ${type}`);
  const passed = Object.keys(variables).map((one) => `${one}: $${one}`);
  const document = `query ${name}(${declared.join(', ')}) {
  ${root}(${passed.join(', ')}) { edges { node { ${NODE} ${selection} } } pageInfo { endCursor hasNextPage globalCount } }
}`;
  return { operation: operation(name, document, 'KNOWLEDGE'), root, aliases };
}

function selectionOf({ family, entityType, types, fields, nestedMarkings }: ExportQuery) {
  const special = nestedMarkings ? { ...SELECTIONS, ...MARKED } : SELECTIONS;
  const withSelection = (field: string) => (special[field] ? `${field} ${special[field]}` : field);
  const selected = (all: readonly string[]) =>
    all
      .filter((field) => wanted.has(field))
      .map(withSelection)
      .join(' ');
  const wanted = new Set(fields);
  const shared = sharedFields(family);
  const parts = [selected(shared.everybody)];
  parts.push(fragment('StixDomainObject', selected(family === 'observables' ? [] : shared.domain)));
  parts.push(fragment('StixCyberObservable', selected(family === 'domain' ? [] : shared.observables)));
  const own = (types ?? [entityType]).flatMap(typesOf).map((type) => ({
    type,
    fields: ownFields(type).filter((field) => wanted.has(field)),
  }));
  const some = own.filter((one) => one.fields.length > 0);
  const aliases = new Map<string, ReadonlyMap<string, string>>();
  for (const [index, one] of some.entries()) {
    // Fields of one name may have other types elsewhere, which GraphQL does not merge: several types, several names.
    const named = new Map(one.fields.map((field) => [some.length > 1 ? `${field}_${index}` : field, field]));
    if (some.length > 1) aliases.set(one.type, named);
    const inner = [...named].map(([alias, field]) => `${alias === field ? '' : `${alias}: `}${withSelection(field)}`);
    parts.push(fragment(one.type.replaceAll('-', ''), inner.join(' ')));
  }
  return { selection: parts.filter(Boolean).join(' '), aliases };
}

function fragment(type: string, fields: string): string {
  return fields ? `... on ${type} { ${fields} }` : '';
}

/** A row under the names of its fields. */
export function withoutAliases(node: ExportedEntity, { aliases }: ListOperation): ExportedEntity {
  const own = aliases.get(node.entity_type);
  if (!own) return node;
  const row: Record<string, unknown> = {};
  for (const name in node) row[own.get(name) ?? name] = node[name];
  return row as ExportedEntity;
}
