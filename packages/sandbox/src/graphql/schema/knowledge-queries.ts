/** Reads of knowledge: every type singly and as a list, and lists over all of them (protocol.md 9.3). */
import { type Model, OBJECT_MODELS } from '../../graph/model/model.ts';
import { VOCABULARY_CATEGORIES } from '../../graph/model/vocabularies.ts';
import { PAGING, REF_ARGS, RELATION_ARGS, SIGHTING_ARGS } from './knowledge-arguments.ts';

/** Lists over several types: name of the list, of its items, whether types can be chosen. */
export const MIXED_LISTS: readonly (readonly [list: string, item: string])[] = [
  ['stixCoreObjects', 'StixCoreObject'],
  ['stixDomainObjects', 'StixDomainObject'],
  ['stixCyberObservables', 'StixCyberObservable'],
  ['identities', 'Identity'],
  ['locations', 'Location'],
  ['containers', 'Container'],
  ['threatActors', 'ThreatActor'],
  ['cases', 'Case'],
];
/** Single reads over several types. */
export const MIXED_READS = [
  'stixCoreObject:StixCoreObject',
  'stixDomainObject:StixDomainObject',
  'stixCyberObservable:StixCyberObservable',
  'identity:Identity',
  'location:Location',
  'container:Container',
  'threatActor:ThreatActor',
  'stixCoreRelationship:StixCoreRelationship',
  'stixSightingRelationship:StixSightingRelationship',
  'stixRefRelationship:StixRefRelationship',
  'stixObjectOrStixRelationship:StixObjectOrStixRelationship',
] as const;

const ORDERS =
  'name entity_type created_at updated_at created modified published valid_from valid_until confidence observable_value ' +
  'createdBy creator objectMarking objectLabel x_opencti_workflow_id pattern_type first_seen last_seen start_time ' +
  'stop_time x_opencti_score number_observed context severity priority rating due_date value standard_id ' +
  'relationship_type fromId toId fromType toType representative _score';

const pascal = (name: string) => `${name[0]?.toUpperCase()}${name.slice(1)}`;
const enumOf = (list: string, more: readonly string[] = [], without: readonly string[] = []) => {
  const names = new Set([...ORDERS.split(' '), ...more].filter((name) => !without.includes(name)));
  return `enum ${orderingOf(list)} { ${[...names].join(' ')} }`;
};

/** Name of the enumeration that a list is ordered by. */
function orderingOf(list: string): string {
  const odd: Readonly<Record<string, string>> = {
    threatActorsGroup: 'ThreatActorsOrdering',
    threatActorsIndividuals: 'ThreatActorsIndividualOrdering',
    securityCoverages: 'SecurityCoverageOrdering',
  };
  return odd[list] ?? `${pascal(list)}Ordering`;
}

const connection = (item: string) => `
type ${item}Edge { cursor: String! node: ${item}! }
type ${item}Connection { pageInfo: PageInfo! edges: [${item}Edge!]! }`;

/** The name of the query that reads one object of a type. */
export function readOf({ graphql }: Model): string {
  return `${graphql[0]?.toLowerCase()}${graphql.slice(1)}`;
}

/** The lists of malware analyses know no order by the platform's times (protocol.md, trap 37). */
const WITHOUT: Readonly<Record<string, readonly string[]>> = { malwareAnalyses: ['created_at', 'updated_at'] };
const listed = OBJECT_MODELS.filter((model): model is Model & { list: string } => model.list !== undefined);

const extra = (list: string) =>
  ({ indicators: 'toStix: Boolean', vocabularies: 'category: VocabularyCategory' })[list] ?? '';

/** Containers that can be asked whether something is in them, by the name of their single read. */
export const CONTAINERS = OBJECT_MODELS.filter(({ parents }) => parents.includes('Container')).map(readOf);

export const KNOWLEDGE_QUERIES = `
enum VocabularyCategory { ${VOCABULARY_CATEGORIES.map(({ key }) => key).join(' ')} }
${listed
  .filter(({ list }) => list !== 'threatActorsGroup')
  .map(({ list, fields }) =>
    enumOf(
      list,
      fields.map(({ name }) => name),
      WITHOUT[list],
    ),
  )
  .join('\n')}
${MIXED_LISTS.map(([list]) => enumOf(list)).join('\n')}
${['stixCoreRelationships', 'stixSightingRelationships', 'stixRefRelationships', 'stixRelationships'].map((list) => enumOf(list)).join('\n')}
${listed.map(({ graphql }) => connection(graphql)).join('\n')}
${MIXED_LISTS.map(([, item]) => connection(item)).join('\n')}
${['StixCoreRelationship', 'StixSightingRelationship', 'StixRefRelationship', 'StixRelationship', 'StixObjectOrStixRelationship'].map(connection).join('\n')}
type StixObjectOrStixRelationshipRefEdge { cursor: String! node: StixObjectOrStixRelationship! types: [String] }
type StixObjectOrStixRelationshipRefConnection { pageInfo: PageInfo! edges: [StixObjectOrStixRelationshipRefEdge!]! }

extend type Query {
  ${MIXED_READS.map((pair) => pair.replace(':', '(id: String!): ')).join('\n  ')}
  ${OBJECT_MODELS.filter((model) => model.family !== 'observable')
    .map((model) => `${readOf(model)}(id: String!): ${model.graphql}`)
    .join('\n  ')}
  ${listed.map(({ list, graphql }) => `${list}(${PAGING} orderBy: ${orderingOf(list)} ${extra(list)}): ${graphql}Connection`).join('\n  ')}
  ${MIXED_LISTS.map(([list, item]) => `${list}(types: [String] ${PAGING} orderBy: ${orderingOf(list)}): ${item}Connection`).join('\n  ')}
  stixCoreRelationships(${RELATION_ARGS} ${PAGING} orderBy: StixCoreRelationshipsOrdering): StixCoreRelationshipConnection
  stixRelationships(${RELATION_ARGS} ${PAGING} orderBy: StixRelationshipsOrdering): StixRelationshipConnection
  stixSightingRelationships(${SIGHTING_ARGS} ${PAGING} orderBy: StixSightingRelationshipsOrdering): StixSightingRelationshipConnection
  stixNestedRefRelationships(${REF_ARGS} ${PAGING} orderBy: StixRefRelationshipsOrdering): StixRefRelationshipConnection
  stixObjectOrStixRelationships(${PAGING}): StixObjectOrStixRelationshipConnection
  ${CONTAINERS.map((name) => `${name}ContainsStixObjectOrStixRelationship(id: String!, stixObjectOrStixRelationshipId: String!): Boolean`).join('\n  ')}
  stix(id: String!): String
  vocabularyCategories: [VocabularyDefinition!]!
}
`;
