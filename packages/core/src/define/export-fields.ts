/**
 * What the platform's schema has for an exporter: fields by entity type (protocol.md 9.3), in the order in which they
 * are exported, under the names that the platform gives them.
 */

/** Kinds of list: each has a query of its own. */
export type ExportFamily = 'core' | 'domain' | 'observables' | 'relationships' | 'sightings';

const words = (text: string): readonly string[] => text.split(' ');

const NAMED = 'name description';
const LOCATION = `${NAMED} latitude longitude precision x_opencti_aliases`;
const IDENTITY = `${NAMED} identity_class contact_information roles x_opencti_aliases x_opencti_reliability`;
const SEEN = 'first_seen last_seen';
const THREAT_ACTOR = `${NAMED} aliases threat_actor_types roles goals sophistication resource_level primary_motivation secondary_motivations personal_motivations ${SEEN}`;
const CVSS = ['x_opencti_cvss', 'x_opencti_cvss_v2', 'x_opencti_cvss_v4']
  .map((version) => `${version}_base_score ${version}_vector_string`)
  .join(' ');

/** Own fields of each type; common ones stand below. A type's name in GraphQL is its name without hyphens. */
const DOMAIN_TYPES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries({
    'Attack-Pattern': `${NAMED} aliases x_mitre_id x_mitre_platforms x_mitre_permissions_required x_mitre_detection killChainPhases`,
    Campaign: `${NAMED} aliases objective ${SEEN}`,
    'Course-Of-Action': `${NAMED} x_mitre_id x_opencti_aliases`,
    'Case-Incident': `${NAMED} severity priority response_types`,
    'Case-Rfi': `${NAMED} severity priority information_types`,
    'Case-Rft': `${NAMED} severity priority takedown_types`,
    Feedback: `${NAMED} rating`,
    Task: `${NAMED} due_date`,
    Channel: `${NAMED} aliases channel_types`,
    Narrative: `${NAMED} aliases narrative_types`,
    Language: 'name aliases',
    'Data-Component': `${NAMED} aliases dataSource`,
    'Data-Source': `${NAMED} aliases collection_layers x_mitre_platforms`,
    Event: `${NAMED} aliases event_types start_time stop_time x_opencti_score`,
    Incident: `${NAMED} aliases incident_type severity source objective ${SEEN} x_opencti_score`,
    Grouping: `${NAMED} context x_opencti_aliases`,
    Note: 'attribute_abstract content authors note_types likelihood',
    Opinion: 'opinion explanation authors',
    'Observed-Data': 'first_observed last_observed number_observed',
    Report: `${NAMED} report_types published x_opencti_reliability`,
    Organization: `${IDENTITY} x_opencti_organization_type x_opencti_score`,
    Individual: `${IDENTITY} x_opencti_firstname x_opencti_lastname`,
    Sector: IDENTITY,
    System: IDENTITY,
    SecurityPlatform: `${IDENTITY} security_platform_type`,
    Indicator: `${NAMED} pattern pattern_type pattern_version indicator_types valid_from valid_until x_opencti_score x_opencti_detection x_opencti_main_observable_type x_mitre_platforms killChainPhases`,
    Infrastructure: `${NAMED} aliases infrastructure_types ${SEEN} killChainPhases`,
    'Intrusion-Set': `${NAMED} aliases goals resource_level primary_motivation secondary_motivations ${SEEN} x_opencti_score`,
    Region: LOCATION,
    Country: LOCATION,
    'Administrative-Area': LOCATION,
    City: LOCATION,
    Position: `${LOCATION} street_address postal_code`,
    Malware: `${NAMED} aliases malware_types is_family architecture_execution_envs implementation_languages capabilities ${SEEN} x_opencti_score killChainPhases`,
    'Malware-Analysis':
      'product version result result_name submitted analysis_started analysis_ended analysis_engine_version analysis_definition_version configuration_version modules',
    'Threat-Actor-Group': `${THREAT_ACTOR} x_opencti_score`,
    'Threat-Actor-Individual': THREAT_ACTOR,
    Tool: `${NAMED} aliases tool_types tool_version killChainPhases`,
    Vulnerability: `${NAMED} x_opencti_aliases x_opencti_score x_opencti_cisa_kev x_opencti_cwe x_opencti_epss_score x_opencti_epss_percentile ${CVSS}`,
    'Security-Coverage': 'coverage_information external_uri',
  }).map(([type, fields]) => [type, words(fields)]),
);

const VALUE_TYPES =
  'IPv4-Addr IPv6-Addr Domain-Name Hostname Url Mac-Addr Text User-Agent Cryptographic-Key Cryptocurrency-Wallet Phone-Number Credential Tracking-Number AI-Prompt IMEI ICCID IMSI';
const FILE_TIMES = 'ctime mtime atime';

const OBSERVABLE_TYPES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries({
    ...Object.fromEntries(words(VALUE_TYPES).map((type) => [type, 'value'])),
    'Email-Addr': 'value display_name',
    'Autonomous-System': 'number name rir',
    Directory: `path path_enc ${FILE_TIMES}`,
    Mutex: 'name',
    StixFile: `name hashes size mime_type magic_number_hex name_enc ${FILE_TIMES} x_opencti_additional_names`,
    Artifact: 'hashes mime_type url encryption_algorithm decryption_key x_opencti_additional_names',
    'X509-Certificate': 'subject issuer serial_number hashes version is_self_signed signature_algorithm',
    Process: 'command_line pid cwd created_time environment_variables is_hidden',
    Software: 'name cpe version vendor swid languages x_opencti_product',
    'User-Account': 'account_login user_id account_type display_name is_disabled is_privileged',
    'Windows-Registry-Key': 'attribute_key modified_time number_of_subkeys',
    'Windows-Registry-Value-Type': 'name data data_type',
    'Network-Traffic': 'src_port dst_port protocols start end is_active src_byte_count dst_byte_count',
    'Email-Message': 'subject body is_multipart attribute_date message_id received_lines content_type',
    'Email-Mime-Part-Type': 'body content_type content_disposition',
    'Bank-Account': 'iban bic account_number',
    'Payment-Card': 'card_number expiration_date cvv holder_name',
    'Media-Content': 'title content media_category url publication_date',
    Persona: 'persona_name persona_type',
    'SSH-Key': 'key_type public_key fingerprint_sha256 fingerprint_md5 comment',
  }).map(([type, fields]) => [type, words(fields)]),
);

/** Types that stand for others. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  Identity: words('Organization Individual Sector System SecurityPlatform'),
  Location: words('Region Country Administrative-Area City Position'),
  'Threat-Actor': words('Threat-Actor-Group Threat-Actor-Individual'),
  Case: words('Case-Incident Case-Rfi Case-Rft Feedback'),
};

/** Types that hold others. */
const CONTAINERS: ReadonlySet<string> = new Set(
  words('Report Grouping Note Opinion Observed-Data Case-Incident Case-Rfi Case-Rft Feedback Task'),
);

const RELATIONSHIP = words('relationship_type from to description start_time stop_time');
const SIGHTING = words('from to description first_seen last_seen attribute_count x_opencti_negative');
const COMMON = words('createdBy objectMarking objectLabel');
const TIMES = words('created_at updated_at creators');

/** Fields of every member of a family, besides the own ones of its type. */
const SHARED: Readonly<Record<ExportFamily, readonly string[]>> = {
  core: [],
  domain: words('confidence revoked lang created modified status'),
  observables: words('observable_value x_opencti_description x_opencti_score'),
  relationships: words('confidence revoked created modified killChainPhases status'),
  sightings: words('confidence created modified status'),
};

/** Told of every export without being asked for, and what is told only when it is. */
const ALWAYS = words('entity_type standard_id id');
const ON_DEMAND = words('representative objectOrganization x_opencti_stix_ids is_inferred externalReferences');
const ON_DEMAND_OF: Readonly<Record<string, readonly string[]>> = {
  Report: words('content objectAssignee objectParticipant'),
  Grouping: words('content'),
  Incident: words('objectAssignee objectParticipant'),
  'Case-Incident': words('content objectAssignee objectParticipant'),
  'Case-Rfi': words('content objectAssignee objectParticipant'),
  'Case-Rft': words('content objectAssignee objectParticipant'),
  Task: words('objectAssignee objectParticipant'),
  Indicator: words('x_opencti_observable_values'),
  Artifact: words('payload_bin'),
};

/** Fields whose values can be megabytes: they are asked for in small pages. */
export const LONG_FIELDS: ReadonlySet<string> = new Set(['content', 'payload_bin', 'body', 'data']);

/** The platform resolves them entity by entity: 130 rows/s instead of 6,000 (connectors.md 1.4.2b). */
export const COSTLY_FIELDS: ReadonlySet<string> = new Set(['externalReferences']);

/** Family that a type as the platform names it belongs to; names nobody knows count as domain objects. */
export function familyOf(entityType: string): ExportFamily {
  if (entityType === 'Stix-Core-Object') return 'core';
  if (entityType === 'Stix-Cyber-Observable' || Object.hasOwn(OBSERVABLE_TYPES, entityType)) return 'observables';
  if (entityType === 'stix-sighting-relationship') return 'sightings';
  // Relationship types are the only ones that the platform writes in small letters.
  return entityType === entityType.toLowerCase() ? 'relationships' : 'domain';
}

/** True for reports, cases and the like. */
export function isContainer(entityType: string): boolean {
  return CONTAINERS.has(entityType);
}

/** The types that a list of `entityType` can hold, as far as they have fields of their own. */
export function typesOf(entityType: string): readonly string[] {
  if (Object.hasOwn(DOMAIN_TYPES, entityType) || Object.hasOwn(OBSERVABLE_TYPES, entityType)) return [entityType];
  if (entityType === 'Container') return [...CONTAINERS];
  const group = GROUPS[entityType];
  if (group) return group;
  const family = familyOf(entityType);
  if (family === 'domain') return Object.keys(DOMAIN_TYPES);
  if (family === 'observables') return Object.keys(OBSERVABLE_TYPES);
  return family === 'core' ? [...Object.keys(DOMAIN_TYPES), ...Object.keys(OBSERVABLE_TYPES)] : [];
}

/** Fields of one type alone; those of its family and of all objects are not among them. */
export function ownFields(type: string): readonly string[] {
  return [...(DOMAIN_TYPES[type] ?? OBSERVABLE_TYPES[type] ?? []), ...(ON_DEMAND_OF[type] ?? [])];
}

/** Fields that a family shares, by the interface that has them; `everybody` are those of all its members. */
export function sharedFields(family: ExportFamily): {
  readonly everybody: readonly string[];
  readonly domain: readonly string[];
  readonly observables: readonly string[];
} {
  const everybody = [...COMMON, ...TIMES, ...ON_DEMAND];
  if (family === 'relationships') return { everybody: [...RELATIONSHIP, ...SHARED[family], ...everybody], ...NOBODY };
  if (family === 'sightings') return { everybody: [...SIGHTING, ...SHARED[family], ...everybody], ...NOBODY };
  return { everybody, domain: SHARED.domain, observables: SHARED.observables };
}

const NOBODY = { domain: [], observables: [] };

/** Fields of a type, in the order of the columns. */
export interface ExportFields {
  /** What a file holds when nobody chose columns. */
  readonly usual: readonly string[];
  /** All that can be asked for. */
  readonly all: readonly string[];
}

/**
 * Fields for a list of `entityType`, such as `Malware`, `Stix-Cyber-Observable` or `stix-core-relationship`.
 * A `mixed` export holds neighbours or contained objects too: relationships, and anything by its name.
 */
export function exportFields(entityType: string, mixed = false): ExportFields {
  const family = familyOf(entityType);
  const types = typesOf(entityType);
  const own = types.flatMap((type) => DOMAIN_TYPES[type] ?? OBSERVABLE_TYPES[type] ?? []);
  const usual = unique([
    'entity_type',
    ...(mixed ? ['representative'] : []),
    ...(family === 'relationships' ? RELATIONSHIP : family === 'sightings' ? SIGHTING : []),
    ...own,
    ...(mixed ? [...RELATIONSHIP, 'observable_value'] : []),
    ...(family === 'core' ? [...SHARED.domain, ...SHARED.observables] : SHARED[family]),
    ...COMMON,
    ...TIMES,
    'standard_id',
    'id',
  ]);
  const onDemand = types.flatMap((type) => ON_DEMAND_OF[type] ?? []);
  return { usual, all: unique([...usual, ...ALWAYS, ...ON_DEMAND, ...onDemand]) };
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
