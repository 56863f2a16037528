/** The types of knowledge, written out of the tables of `graph/model`: what is the same for all types stands once. */
import { INTERFACE_FIELDS } from '../../graph/model/entities.ts';
import { type Field, fields } from '../../graph/model/fields.ts';
import { CORE_RELATIONSHIP, type Model, OBJECT_MODELS, SIGHTING } from '../../graph/model/model.ts';
import { ENTITY_FILE_FIELDS } from './files.ts';
import { PAGING, RELATION_ARGS } from './knowledge-arguments.ts';

const BASIC = 'id: ID! standard_id: String! entity_type: String! parent_types: [String!]!';
const OBJECT = `${BASIC}
  representative: Representative!
  x_opencti_stix_ids: [StixId]
  is_inferred: Boolean!
  spec_version: String!
  created_at: DateTime!
  updated_at: DateTime!
  refreshed_at: DateTime
  creators: [Creator!]
  toStix: String
  draftVersion: DraftVersion
`;
const CARRIED = `
  createdBy: Identity
  objectMarking: [MarkingDefinition!]
  objectOrganization: [Organization!]
  objectLabel: [Label!]
  externalReferences(first: Int): ExternalReferenceConnection
  status: Status
  workflowEnabled: Boolean
  x_opencti_workflow_id: String
  containersNumber: Number
  containers(first: Int, entityTypes: [String!]): ContainerConnection
  reports(first: Int): ReportConnection
  notes(first: Int): NoteConnection
  opinions(first: Int): OpinionConnection
  observedData(first: Int): ObservedDataConnection
  stixCoreRelationships(${RELATION_ARGS} ${PAGING} orderBy: StixCoreRelationshipsOrdering): StixCoreRelationshipConnection
`;
const JOBS = 'connectors(onlyAlive: Boolean): [Connector] jobs(first: Int): [Work]';
const CORE = `${OBJECT} ${CARRIED} ${ENTITY_FILE_FIELDS} ${JOBS}`;
const DOMAIN = `${CORE}
  revoked: Boolean!
  confidence: Int
  lang: String
  created: DateTime
  modified: DateTime
  objectAssignee: [Assignee!]
  objectParticipant: [Participant!]
`;
const OBSERVABLE = `${CORE}
  x_opencti_score: Int
  x_opencti_description: String
  observable_value: String!
  indicators(first: Int): IndicatorConnection
`;
const RELATIONSHIP = `${OBJECT}
  relationship_type: String!
  fromRole: String
  fromId: StixRef!
  fromType: String!
  from: StixObjectOrStixRelationship
  toRole: String
  toId: StixRef!
  toType: String!
  to: StixObjectOrStixRelationship
  created: DateTime
  modified: DateTime
  confidence: Int
`;
const BASIC_RELATIONSHIP = `${BASIC} fromRole: String fromId: StixRef! fromType: String! toRole: String toId: StixRef! toType: String!`;
const OBJECTS = `
  objects(first: Int, after: ID, all: Boolean, types: [String], filters: FilterGroup): StixObjectOrStixRelationshipRefConnection
`;
const INTERFACES: Readonly<Record<string, string>> = {
  Identity: 'Identity',
  Location: 'Location',
  'Threat-Actor': 'ThreatActor',
  Container: 'Container',
  Case: 'Case',
};

/** Fields that refer to other types, by the type that has them. */
const REFERENCES: Readonly<Record<string, string>> = {
  'Attack-Pattern': 'killChainPhases: [KillChainPhase!] coursesOfAction: CourseOfActionConnection',
  'Data-Component': 'dataSource: DataSource',
  Indicator:
    'killChainPhases: [KillChainPhase!] observables(first: Int): StixCyberObservableConnection ' +
    'x_opencti_observable_values: [ObservableValue]',
  Infrastructure: 'killChainPhases: [KillChainPhase!]',
  Malware: 'killChainPhases: [KillChainPhase!] samples: [StixCyberObservable!]',
  'Malware-Analysis': 'sample: StixCyberObservable analysisSco: StixCyberObservableConnection',
  'Security-Coverage': 'objectCovered: StixCoreObject coverage_information: [CoverageInformation!]',
  'Threat-Actor-Individual': 'bornIn: Country ethnicity: Country',
  Tool: 'killChainPhases: [KillChainPhase!]',
  'Case-Incident': 'tasks: TaskConnection',
  'Case-Rfi': 'tasks: TaskConnection',
  'Case-Rft': 'tasks: TaskConnection',
  StixFile: 'obsContent: Artifact extensions: String',
  'Network-Traffic': 'extensions: String',
  Process: 'extensions: String',
  'User-Account': 'extensions: String',
  Directory: 'containsRef: StixCyberObservableConnection',
  'Windows-Registry-Key': 'values: [WindowsRegistryValueType!]',
  'Kill-Chain-Phase': 'created: DateTime modified: DateTime',
  'External-Reference': `created: DateTime modified: DateTime ${ENTITY_FILE_FIELDS}`,
  Label: 'created: DateTime modified: DateTime',
  'Marking-Definition': 'created: DateTime modified: DateTime',
  Vocabulary: 'category: VocabularyDefinition! created: DateTime modified: DateTime',
};

const print = (list: readonly Field[]) => list.map(({ name, type }) => `${name}: ${type}`).join('\n  ');

function interfacesOf({ family, parents }: Model): string[] {
  if (family === 'meta') return ['BasicObject', 'StixObject', 'StixMetaObject'];
  const common = ['BasicObject', 'StixObject', 'StixCoreObject'];
  const kind = family === 'domain' ? 'StixDomainObject' : 'StixCyberObservable';
  return [...common, kind, ...parents.flatMap((parent) => INTERFACES[parent] ?? [])];
}

function objectType(model: Model): string {
  const base = { domain: DOMAIN, observable: OBSERVABLE }[model.family as string] ?? OBJECT;
  const objects = model.parents.includes('Container') ? OBJECTS : '';
  const own = [REFERENCES[model.name] ?? '', print(model.fields)];
  return `type ${model.graphql} implements ${interfacesOf(model).join(' & ')} {
  ${[base, objects, ...own].join('\n  ')}
}`;
}

const between = Object.entries(INTERFACES).map(([parent, name]) => {
  const objects = parent === 'Container' || parent === 'Case' ? OBJECTS : '';
  return `interface ${name} { ${DOMAIN} ${objects} ${print(fields(INTERFACE_FIELDS[parent] ?? ''))} }`;
});

const ALL = OBJECT_MODELS.map(({ graphql }) => graphql);

export const KNOWLEDGE_TYPES = `
scalar StixId
scalar StixRef
type Representative { main: String! secondary: String }
type Creator { id: ID! standard_id: String entity_type: String! name: String! }
type Assignee { id: ID! name: String! entity_type: String! }
type Participant { id: ID! name: String! entity_type: String! }
type StatusTemplate { id: ID! name: String! color: String! }
type Status { id: ID! template: StatusTemplate order: Int type: String }
type DraftVersion { draft_id: String! draft_operation: String! }
type Number { total: Int! count: Int! }
type Hash { algorithm: String! hash: String }
type ObservableValue { type: String! value: String hashes: [Hash!] }
type CoverageInformation { coverage_name: String! coverage_score: Int! }
type VocabularyFieldDefinition { key: String! required: Boolean! multiple: Boolean! }
type VocabularyDefinition { key: VocabularyCategory! description: String entity_types: [String!]! fields: [VocabularyFieldDefinition!]! }

interface BasicObject { ${BASIC} }
interface BasicRelationship { ${BASIC_RELATIONSHIP} }
interface StixObject { ${OBJECT} }
interface StixMetaObject { ${OBJECT} }
interface StixCoreObject { ${CORE} }
interface StixDomainObject { ${DOMAIN} }
interface StixCyberObservable { ${OBSERVABLE} }
interface StixRelationship { ${RELATIONSHIP} }
${between.join('\n')}
${OBJECT_MODELS.map(objectType).join('\n')}

type StixCoreRelationship implements BasicRelationship & StixRelationship {
  ${RELATIONSHIP} ${CARRIED}
  revoked: Boolean!
  lang: String
  killChainPhases: [KillChainPhase!]
  coverage_information: [CoverageInformation!]
  ${print(ownOf(CORE_RELATIONSHIP))}
}
type StixSightingRelationship implements BasicRelationship & StixRelationship {
  ${RELATIONSHIP} ${CARRIED}
  ${print(ownOf(SIGHTING))}
}
type StixRefRelationship implements BasicRelationship & StixRelationship {
  ${RELATIONSHIP}
  start_time: DateTime
  stop_time: DateTime
}
union StixObjectOrStixRelationship = ${[...ALL, 'StixCoreRelationship', 'StixSightingRelationship', 'StixRefRelationship'].join(' | ')}
`;

/** Own fields that the relationships do not have in common. */
function ownOf({ fields: own }: Model): readonly Field[] {
  return own.filter(({ name }) => name !== 'relationship_type' && name !== 'confidence');
}
