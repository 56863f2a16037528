/** The lists of OpenCTI 7.260817's schema, written from protocol.md 9.3 and the recorded documents; `!` = never null. */

const SCALARS: Readonly<Record<string, string>> = {
  id: 'ID!',
  confidence: 'Int',
  revoked: 'Boolean!',
  is_family: 'Boolean',
  createdBy: 'Identity',
  objectMarking: '[MarkingDefinition!]',
  objectLabel: '[Label!]',
  objectOrganization: '[Organization!]',
  objectAssignee: '[Named!]',
  objectParticipant: '[Named!]',
  creators: '[Named!]',
  status: 'Status',
  killChainPhases: '[KillChainPhase!]',
  externalReferences: 'ExternalReferenceConnection',
  hashes: '[Hash!]',
  dataSource: 'DataSource',
  coverage_information: '[CoverageInformation!]',
  x_opencti_observable_values: '[ObservableValue!]',
  representative: 'Representative!',
  objects: 'ObjectConnection',
  from: 'End',
  to: 'End',
};

const CORE =
  'id! standard_id! entity_type! parent_types spec_version! created_at! updated_at! x_opencti_stix_ids is_inferred representative createdBy objectMarking objectLabel objectOrganization externalReferences creators';
const DOMAIN = `${CORE} confidence revoked created modified lang status`;
const OBSERVABLE = `${CORE} observable_value! x_opencti_description x_opencti_score`;
const CVSS = ['', '_v2', '_v4'].map((v) => `x_opencti_cvss${v}_base_score x_opencti_cvss${v}_vector_string`).join(' ');
const ACTOR =
  'name! aliases description first_seen goals last_seen personal_motivations primary_motivation resource_level roles secondary_motivations sophistication threat_actor_types';
const IDENTITY =
  'contact_information description identity_class! name! roles x_opencti_aliases x_opencti_reliability';
const LOCATION = 'description latitude longitude name! precision x_opencti_aliases';
const CASE = 'content objectAssignee objectParticipant description name! objects priority severity';

const DOMAIN_TYPES: Readonly<Record<string, string>> = {
  AttackPattern:
    'aliases description killChainPhases name! x_mitre_detection x_mitre_id x_mitre_permissions_required x_mitre_platforms',
  Campaign: 'aliases description first_seen last_seen name! objective',
  CaseIncident: `${CASE} response_types`,
  CaseRfi: `${CASE} information_types`,
  CaseRft: `${CASE} takedown_types`,
  Feedback: 'description name! objects rating',
  Task: 'description due_date name! objects objectAssignee objectParticipant',
  Channel: 'aliases channel_types description name!',
  Narrative: 'aliases description name! narrative_types',
  Language: 'aliases name',
  CourseOfAction: 'description name! x_mitre_id x_opencti_aliases',
  DataComponent: 'aliases dataSource description name!',
  DataSource: 'aliases collection_layers description name! x_mitre_platforms',
  Event: 'aliases description event_types name! start_time stop_time x_opencti_score',
  Incident:
    'aliases description first_seen incident_type last_seen name! objective severity source x_opencti_score objectAssignee objectParticipant',
  Grouping: 'content context! description name! objects x_opencti_aliases',
  Note: 'attribute_abstract authors content! likelihood note_types objects',
  Opinion: 'authors explanation objects opinion!',
  ObservedData: 'first_observed! last_observed! number_observed! objects',
  Report:
    'content description name! objects published report_types x_opencti_reliability objectAssignee objectParticipant',
  Organization: `${IDENTITY} x_opencti_organization_type x_opencti_score`,
  Individual: `${IDENTITY} x_opencti_firstname x_opencti_lastname`,
  Sector: IDENTITY,
  System: IDENTITY,
  SecurityPlatform: `${IDENTITY} security_platform_type`,
  Indicator:
    'description indicator_types killChainPhases name pattern pattern_type pattern_version valid_from valid_until x_mitre_platforms x_opencti_detection x_opencti_main_observable_type x_opencti_observable_values x_opencti_score',
  Infrastructure: 'aliases description first_seen infrastructure_types killChainPhases last_seen name!',
  IntrusionSet:
    'aliases description first_seen goals last_seen name! primary_motivation resource_level secondary_motivations x_opencti_score',
  Region: LOCATION,
  Country: LOCATION,
  AdministrativeArea: LOCATION,
  City: LOCATION,
  Position: `${LOCATION} street_address postal_code`,
  Malware:
    'aliases architecture_execution_envs capabilities description first_seen implementation_languages is_family killChainPhases last_seen malware_types name! x_opencti_score',
  MalwareAnalysis:
    'analysis_definition_version analysis_ended analysis_engine_version analysis_started configuration_version modules product! result result_name submitted version',
  ThreatActorGroup: `${ACTOR} x_opencti_score`,
  ThreatActorIndividual: ACTOR,
  Tool: 'aliases description killChainPhases name! tool_types tool_version',
  Vulnerability: `description name! x_opencti_aliases x_opencti_score x_opencti_cisa_kev x_opencti_cwe x_opencti_epss_score x_opencti_epss_percentile ${CVSS}`,
  SecurityCoverage: 'coverage_information external_uri',
};

const VALUES =
  'IPv4Addr IPv6Addr DomainName Hostname Url MacAddr Text UserAgent CryptographicKey CryptocurrencyWallet PhoneNumber Credential TrackingNumber AIPrompt IMEI ICCID IMSI';
const OBSERVABLE_TYPES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(VALUES.split(' ').map((type) => [type, 'value'])),
  EmailAddr: 'value display_name',
  AutonomousSystem: 'number name rir',
  Directory: 'path! path_enc ctime mtime atime',
  Mutex: 'name',
  StixFile: 'name size mime_type magic_number_hex name_enc ctime mtime atime x_opencti_additional_names hashes',
  Artifact: 'mime_type url payload_bin encryption_algorithm decryption_key x_opencti_additional_names hashes',
  X509Certificate: 'serial_number subject issuer is_self_signed version signature_algorithm hashes',
  Process: 'command_line pid cwd created_time environment_variables is_hidden',
  Software: 'name cpe version vendor swid languages x_opencti_product',
  UserAccount: 'account_login user_id account_type display_name is_disabled is_privileged',
  WindowsRegistryKey: 'attribute_key modified_time number_of_subkeys',
  WindowsRegistryValueType: 'name data data_type',
  NetworkTraffic: 'src_port dst_port protocols start end is_active src_byte_count dst_byte_count',
  EmailMessage: 'subject body is_multipart attribute_date message_id received_lines content_type',
  EmailMimePartType: 'body content_type content_disposition',
  BankAccount: 'iban bic account_number',
  PaymentCard: 'card_number expiration_date cvv holder_name',
  MediaContent: 'url title content media_category publication_date',
  Persona: 'persona_name! persona_type!',
  SSHKey: 'key_type public_key! fingerprint_sha256 fingerprint_md5 comment',
};

const RELATION = 'id! standard_id! entity_type! parent_types created_at! updated_at! created modified confidence description from to createdBy objectMarking objectLabel objectOrganization externalReferences creators status representative x_opencti_stix_ids is_inferred';

function fields(text: string): string {
  return text
    .split(' ')
    .map((word) => {
      const name = word.replace('!', '');
      const type = SCALARS[name] ?? (word.endsWith('!') ? 'String!' : 'String');
      return `${name}${name === 'objects' ? '(all: Boolean)' : ''}: ${type}`;
    })
    .join('\n  ');
}

function types(all: Readonly<Record<string, string>>, shared: string, kind: string): string {
  return Object.entries(all)
    .map(([name, own]) => {
      const container = own.includes('objects') ? ' & Container' : '';
      return `type ${name} implements BasicObject & StixObject & StixCoreObject & ${kind}${container} {\n  ${fields(`${shared} ${own}`)}\n}`;
    })
    .join('\n');
}

const PAGE = 'first: Int, after: ID, orderMode: OrderingMode, filters: FilterGroup, search: String';

function list(root: string, type: string, more: string): string {
  return `  ${root}(${PAGE}, orderBy: ${type}sOrdering, ${more}): ${type}Connection`;
}

function connection(type: string): string {
  return `type ${type}Edge { cursor: String! node: ${type}! }
type ${type}Connection { edges: [${type}Edge!] pageInfo: PageInfo! }
enum ${type}sOrdering { name created created_at }`;
}

const NODES = ['StixCoreObject', 'StixDomainObject', 'StixCyberObservable', 'StixCoreRelationship', 'StixSightingRelationship'];
const PUSH =
  '(entity_id: String, entity_type: String!, file: Upload!, file_markings: [String]!, listFilters: String): Boolean';

export const LISTS = `
scalar Any
scalar StixRef
scalar Upload
enum OrderingMode { asc desc }
enum FilterMode { and or }
enum FilterOperator { eq not_eq search }
input FilterGroup { mode: FilterMode! filters: [Filter!]! filterGroups: [FilterGroup!]! }
input Filter { key: [String!]! values: [Any!]! operator: FilterOperator mode: FilterMode }
type PageInfo { startCursor: String! endCursor: String! hasNextPage: Boolean! hasPreviousPage: Boolean! globalCount: Int! }
type Representative { main: String! secondary: String }
type Identity { id: ID! name: String! objectMarking: [MarkingDefinition!] }
type Named { id: ID! name: String! }
type Label { id: ID! value: String color: String }
type MarkingDefinition { id: ID! definition: String definition_type: String }
type KillChainPhase { id: ID! kill_chain_name: String! phase_name: String! }
type StatusTemplate { name: String! }
type Status { id: ID! template: StatusTemplate }
type Hash { algorithm: String! hash: String }
type CoverageInformation { coverage_name: String! coverage_score: Int! }
type ObservableValue { type: String! value: String }
type ExternalReference { source_name: String! external_id: String url: String }
type ExternalReferenceEdge { node: ExternalReference! }
type ExternalReferenceConnection { edges: [ExternalReferenceEdge!] }
union ObjectOrRelationship = Malware | StixCoreRelationship
type ObjectEdge { node: ObjectOrRelationship }
type ObjectConnection { edges: [ObjectEdge!] }
interface BasicObject { id: ID! entity_type: String! }
interface BasicRelationship { id: ID! entity_type: String! }
interface StixObject { id: ID! standard_id: String! representative: Representative! }
interface Container { objects(all: Boolean): ObjectConnection }
interface StixCoreObject { ${fields(CORE)} }
interface StixDomainObject { ${fields(DOMAIN)} }
interface StixCyberObservable { ${fields(OBSERVABLE)} }
${types(DOMAIN_TYPES, DOMAIN, 'StixDomainObject')}
${types(OBSERVABLE_TYPES, OBSERVABLE, 'StixCyberObservable')}
type StixCoreRelationship implements BasicRelationship { ${fields(`${RELATION} relationship_type! revoked start_time stop_time lang killChainPhases`)} }
type StixSightingRelationship implements BasicRelationship { ${fields(`${RELATION} first_seen last_seen attribute_count! x_opencti_negative`)} }
union End = ${[...Object.keys(DOMAIN_TYPES), ...Object.keys(OBSERVABLE_TYPES)].join(' | ')} | StixCoreRelationship
${NODES.map(connection).join('\n')}
type StixDomainObjectEdit { exportPush(file: Upload!, file_markings: [String]!): Boolean }
extend type Query {
  stixCoreObject(id: String!): StixCoreObject
${list('stixCoreObjects', 'StixCoreObject', 'types: [String]')}
${list('stixDomainObjects', 'StixDomainObject', 'types: [String]')}
${list('stixCyberObservables', 'StixCyberObservable', 'types: [String]')}
${list('stixCoreRelationships', 'StixCoreRelationship', 'fromOrToId: [String], elementWithTargetTypes: [String], fromId: [String], fromTypes: [String], toId: [String], toTypes: [String], relationship_type: [String]')}
${list('stixSightingRelationships', 'StixSightingRelationship', 'fromOrToId: String, fromId: StixRef, fromTypes: [String], toId: StixRef, toTypes: [String]')}
}
extend type Mutation {
  stixDomainObjectEdit(id: ID!): StixDomainObjectEdit
  stixDomainObjectsExportPush${PUSH}
  stixCoreObjectsExportPush${PUSH}
  stixCyberObservablesExportPush${PUSH}
  stixCoreRelationshipsExportPush${PUSH}
}
`;
