/** Inputs of what a connector creates (protocol.md 9.4), written out of the tables of `graph/model`. */
import { type Model, OBJECT_MODELS } from '../../graph/model/model.ts';

const FILES = 'files: [Upload] filesMarkings: [[String]] noTriggerImport: [Boolean] embedded: [Boolean]';
const COMMON = `
  stix_id: StixId x_opencti_stix_ids: [StixId] createdBy: String objectMarking: [String] objectLabel: [String]
  objectOrganization: [String] externalReferences: [String] revoked: Boolean confidence: Int lang: String
  created: DateTime modified: DateTime x_opencti_workflow_id: String x_opencti_modified_at: DateTime
  clientMutationId: String update: Boolean upsertOperations: [EditInput!] ${FILES}
`;
const META =
  'stix_id: StixId x_opencti_stix_ids: [StixId] created: DateTime modified: DateTime update: Boolean clientMutationId: String';

/** Keys that refer to other objects, by type. */
const REFERENCES: Readonly<Record<string, string>> = {
  'Attack-Pattern': 'killChainPhases: [String]',
  'Data-Component': 'dataSource: String',
  Indicator: 'killChainPhases: [String] createObservables: Boolean basedOn: [String]',
  Infrastructure: 'killChainPhases: [String]',
  Malware: 'killChainPhases: [String] samples: [String]',
  'Malware-Analysis':
    'hostVm: String operatingSystem: String installedSoftware: [String] analysisSample: String analysisSco: [String]',
  'Security-Coverage': 'objectCovered: String! coverage_information: [CoverageInformationInput!]',
  'Threat-Actor-Individual': 'bornIn: String ethnicity: String',
  Tool: 'killChainPhases: [String]',
};
const CONTAINER = 'objects: [String] objectAssignee: [String] objectParticipant: [String]';

/** Must be there when something is created, besides what must be there when it is read. */
const REQUIRED = new Set(['Indicator.pattern', 'Indicator.pattern_type', 'Report.published', 'Label.value']);
/** Set by the platform, or by the type that is given. */
const NOT_SENT = new Set(['identity_class', 'builtIn', 'is_hidden']);
const SHARED: Readonly<Record<string, string>> = { Identity: 'Identity', Location: 'Location' };

function ownKeys({ name, fields, family }: Model): string {
  const sent = fields.filter((field) => !NOT_SENT.has(field.name));
  return sent
    .map((field) => {
      const type = field.type === '[Hash]' ? '[HashInput]' : field.type;
      const optional = family === 'meta' && field.name.startsWith('x_opencti_') ? type.replace('!', '') : type;
      return `${field.name}: ${optional}${REQUIRED.has(`${name}.${field.name}`) ? '!' : ''}`;
    })
    .join(' ');
}

function inputOf(model: Model): string {
  const { graphql, name, family, parents } = model;
  if (family === 'meta') {
    const more = name === 'Vocabulary' ? 'category: VocabularyCategory!' : name === 'External-Reference' ? FILES : '';
    return `input ${graphql}AddInput { ${ownKeys(model)} ${META} ${more} }`;
  }
  if (family === 'observable') return `input ${graphql}AddInput { ${ownKeys(model)} ${refsOf(name)} ${FILES} }`;
  const container = parents.includes('Container') ? CONTAINER : '';
  return `input ${graphql}AddInput { ${ownKeys(model)} ${container} ${REFERENCES[name] ?? ''} ${COMMON} }`;
}

function refsOf(name: string): string {
  return name === 'Network-Traffic' ? 'networkSrc: String networkDst: String' : '';
}

const OF = (parent: string) => OBJECT_MODELS.filter(({ parents }) => parents.includes(parent));
const observables = OBJECT_MODELS.filter(({ family }) => family === 'observable');
const created = OBJECT_MODELS.filter(({ family }) => family !== 'observable');

/** Identities and locations can be made through one mutation that is told the type. */
const shared = Object.keys(SHARED).map((parent) => {
  const models = OF(parent);
  const keys = [...new Map(models.flatMap(({ fields }) => fields).map((field) => [field.name, field])).values()];
  const own = keys.filter(({ name }) => !NOT_SENT.has(name)).map(({ name, type }) => `${name}: ${type}`);
  return `
enum ${parent}Type { ${models.map(({ name }) => name.replaceAll('-', '_')).join(' ')} }
input ${parent}AddInput { type: ${parent}Type! ${own.join(' ')} ${COMMON} }`;
});

export const KNOWLEDGE_INPUTS = `
input HashInput { algorithm: String! hash: String! }
input CoverageInformationInput { coverage_name: String! coverage_score: Int! }
${OBJECT_MODELS.map(inputOf).join('\n')}
${shared.join('\n')}
input StixCoreRelationshipAddInput {
  fromId: StixRef! toId: StixRef! relationship_type: String! description: String start_time: DateTime stop_time: DateTime
  killChainPhases: [String] coverage_information: [CoverageInformationInput!] ${COMMON}
}
input StixSightingRelationshipAddInput {
  fromId: StixRef! toId: StixRef! description: String first_seen: DateTime last_seen: DateTime attribute_count: Int!
  x_opencti_negative: Boolean ${COMMON}
}
input StixRefRelationshipAddInput {
  fromId: StixRef toId: StixRef relationship_type: String! start_time: DateTime stop_time: DateTime
  createdBy: String objectMarking: [String] confidence: Int ${META}
}
extend type Mutation {
  ${[...created.map(({ graphql }) => graphql)].map(addOf).join('\n  ')}
  identityAdd(input: IdentityAddInput!): Identity
  locationAdd(input: LocationAddInput!): Location
  stixCoreRelationshipAdd(input: StixCoreRelationshipAddInput!, reversedReturn: Boolean): StixCoreRelationship
  stixSightingRelationshipAdd(input: StixSightingRelationshipAddInput!): StixSightingRelationship
  stixRefRelationshipAdd(input: StixRefRelationshipAddInput!): StixRefRelationship
  stixCyberObservableAdd(
    type: String! stix_id: StixId x_opencti_score: Int x_opencti_description: String createIndicator: Boolean
    createdBy: String objectMarking: [String] objectLabel: [String] objectOrganization: [String]
    externalReferences: [String] clientMutationId: String update: Boolean x_opencti_modified_at: DateTime
    upsertOperations: [EditInput!]
    ${observables.map(({ graphql }) => `${graphql}: ${graphql}AddInput`).join(' ')}
  ): StixCyberObservable
}
`;

function addOf(graphql: string): string {
  return `${graphql[0]?.toLowerCase()}${graphql.slice(1)}Add(input: ${graphql}AddInput!): ${graphql}`;
}
