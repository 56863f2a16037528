import { ENTITY_FILE_FIELDS } from './files.ts';

/** Entities as far as they can be read here: markings, labels, and what was imported. */

/** Entity types by their GraphQL name, with the STIX type that they are kept under. */
export const ENTITY_TYPES: Readonly<Record<string, string>> = {
  Artifact: 'artifact',
  AttackPattern: 'attack-pattern',
  Campaign: 'campaign',
  CaseIncident: 'case-incident',
  Channel: 'channel',
  CourseOfAction: 'course-of-action',
  DataComponent: 'data-component',
  DataSource: 'data-source',
  Event: 'event',
  Grouping: 'grouping',
  Identity: 'identity',
  Incident: 'incident',
  Indicator: 'indicator',
  Infrastructure: 'infrastructure',
  IntrusionSet: 'intrusion-set',
  Language: 'language',
  Location: 'location',
  Malware: 'malware',
  MalwareAnalysis: 'malware-analysis',
  Narrative: 'narrative',
  Note: 'note',
  ObservedData: 'observed-data',
  Opinion: 'opinion',
  Report: 'report',
  SecurityCoverage: 'security-coverage',
  Task: 'task',
  ThreatActor: 'threat-actor',
  Tool: 'tool',
  Vulnerability: 'vulnerability',
};

const COMMON = `
  id: ID!
  standard_id: String!
  entity_type: String!
  created: DateTime
  modified: DateTime
  revoked: Boolean
  createdBy: Identity
  objectMarking: [MarkingDefinition!]
  objectLabel: [Label!]
  ${ENTITY_FILE_FIELDS}
`;

const entities = Object.keys(ENTITY_TYPES).map(
  (name) =>
    `type ${name} implements StixCoreObject { ${COMMON} name: String description: String aliases: [String] x_mitre_id: String }`,
);

export const KNOWLEDGE_SCHEMA = `
interface StixCoreObject { ${COMMON} }
${entities.join('\n')}
type StixCyberObservable implements StixCoreObject { ${COMMON} observable_value: String }

type MarkingDefinition {
  id: ID!
  standard_id: String!
  entity_type: String!
  definition_type: String
  definition: String
  x_opencti_order: Int
  x_opencti_color: String
}
type MarkingDefinitionEdge { cursor: String! node: MarkingDefinition! }
type MarkingDefinitionConnection { pageInfo: PageInfo! edges: [MarkingDefinitionEdge!]! }
enum MarkingDefinitionsOrdering { definition_type definition x_opencti_order x_opencti_color created modified _score }

type Label { id: ID! standard_id: String! entity_type: String! value: String color: String }
type LabelEdge { cursor: String! node: Label! }
type LabelConnection { pageInfo: PageInfo! edges: [LabelEdge!]! }
enum LabelsOrdering { value color created modified created_at updated_at _score }

extend type Query {
  stixCoreObject(id: String!): StixCoreObject
  stix(id: String!): String
  markingDefinitions(
    first: Int
    after: ID
    orderBy: MarkingDefinitionsOrdering
    orderMode: OrderingMode
    filters: FilterGroup
    search: String
  ): MarkingDefinitionConnection
  labels(
    first: Int
    after: ID
    orderBy: LabelsOrdering
    orderMode: OrderingMode
    filters: FilterGroup
    search: String
  ): LabelConnection
}
`;
