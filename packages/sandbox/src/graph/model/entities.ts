/** Domain objects: OpenCTI's name, the name of the list, parents besides the common ones, own fields. */

const CVSS = [
  'vector_string base_score:float base_severity attack_vector attack_complexity privileges_required user_interaction scope',
  'confidentiality_impact integrity_impact availability_impact exploit_code_maturity remediation_level report_confidence',
  'temporal_score:float',
];
const CVSS_V2 = [
  'vector_string base_score:float access_vector access_complexity authentication confidentiality_impact integrity_impact',
  'availability_impact exploitability remediation_level report_confidence temporal_score:float',
];
const CVSS_V4 = [
  'vector_string base_score:float base_severity attack_vector attack_complexity attack_requirements privileges_required',
  'user_interaction confidentiality_impact_v confidentiality_impact_s integrity_impact_v integrity_impact_s',
  'availability_impact_v availability_impact_s exploit_maturity',
];
const prefixed = (prefix: string, names: readonly string[]) => names.join(' ').replace(/(\S+)/g, `${prefix}$1`);

const MOTIVES = 'goals:[] resource_level primary_motivation secondary_motivations:[]';
const SEEN = 'first_seen:date last_seen:date';
const ACTOR = `name! description aliases:[] ${SEEN} threat_actor_types:[] roles:[] sophistication ${MOTIVES} personal_motivations:[]`;
const IDENTITY =
  'name! description contact_information identity_class! roles:[] x_opencti_aliases:[] x_opencti_reliability';
const PLACE = 'name! description latitude:float longitude:float precision:float x_opencti_aliases:[]';
const CASE = 'name! description content severity priority';

/** Fields of the interfaces between the common ones and the types. */
export const INTERFACE_FIELDS: Readonly<Record<string, string>> = {
  Identity: IDENTITY,
  Location: PLACE,
  'Threat-Actor': ACTOR,
  Container: '',
  Case: 'name! description',
};

export const ENTITIES: readonly (readonly [name: string, list: string, parents: string, fields: string])[] = [
  [
    'Attack-Pattern',
    'attackPatterns',
    '',
    'name! description aliases:[] x_mitre_platforms:[] x_mitre_permissions_required:[] x_mitre_detection x_mitre_id',
  ],
  ['Campaign', 'campaigns', '', `name! description aliases:[] ${SEEN} objective`],
  ['Case-Incident', 'caseIncidents', 'Container Case', `${CASE} rating:int response_types:[]`],
  ['Case-Rfi', 'caseRfis', 'Container Case', `${CASE} information_types:[]`],
  ['Case-Rft', 'caseRfts', 'Container Case', `${CASE} takedown_types:[]`],
  ['Channel', 'channels', '', 'name! description aliases:[] channel_types:[]'],
  [
    'Course-Of-Action',
    'coursesOfAction',
    '',
    'name! description x_opencti_aliases:[] x_mitre_id x_opencti_threat_hunting',
  ],
  ['Data-Component', 'dataComponents', '', 'name! description aliases:[]'],
  ['Data-Source', 'dataSources', '', 'name! description aliases:[] x_mitre_platforms:[] collection_layers:[]'],
  [
    'Event',
    'events',
    '',
    'name! description aliases:[] event_types:[] start_time:date stop_time:date x_opencti_score:int',
  ],
  ['Feedback', 'feedbacks', 'Container Case', 'name! description content rating:int'],
  ['Grouping', 'groupings', 'Container', 'name! description content context! x_opencti_aliases:[]'],
  [
    'Incident',
    'incidents',
    '',
    `name! description aliases:[] ${SEEN} objective incident_type severity source x_opencti_score:int`,
  ],
  [
    'Indicator',
    'indicators',
    '',
    'name! description pattern pattern_type pattern_version indicator_types:[] valid_from:date valid_until:date ' +
      'x_opencti_score:int x_opencti_detection:bool x_opencti_main_observable_type x_mitre_platforms:[]',
  ],
  ['Infrastructure', 'infrastructures', '', `name! description aliases:[] infrastructure_types:[] ${SEEN}`],
  ['Intrusion-Set', 'intrusionSets', '', `name! description aliases:[] ${SEEN} ${MOTIVES} x_opencti_score:int`],
  ['Language', 'languages', '', 'name! aliases:[]'],
  [
    'Malware',
    'malwares',
    '',
    `name! description aliases:[] malware_types:[] is_family:bool ${SEEN} architecture_execution_envs:[] ` +
      'implementation_languages:[] capabilities:[] x_opencti_score:int',
  ],
  [
    'Malware-Analysis',
    'malwareAnalyses',
    '',
    'product! version configuration_version modules:[] analysis_engine_version analysis_definition_version ' +
      'submitted:date analysis_started:date analysis_ended:date result_name result',
  ],
  ['Narrative', 'narratives', '', 'name! description aliases:[] narrative_types:[]'],
  ['Note', 'notes', 'Container', 'attribute_abstract content! authors:[] note_types:[] likelihood:int'],
  ['Observed-Data', 'observedDatas', 'Container', 'first_observed:date last_observed:date number_observed:int'],
  ['Opinion', 'opinions', 'Container', 'opinion! explanation authors:[]'],
  ['Report', 'reports', 'Container', 'name! description content report_types:[] published:date x_opencti_reliability'],
  [
    'Security-Coverage',
    'securityCoverages',
    '',
    'name! description external_uri periodicity duration type_affinity platforms_affinity:[] ' +
      'auto_enrichment_disable:bool coverage_last_result:date coverage_valid_from:date coverage_valid_to:date',
  ],
  ['Task', 'tasks', 'Container', 'name! description due_date:date'],
  ['Threat-Actor-Group', 'threatActorsGroup', 'Threat-Actor', `${ACTOR} x_opencti_score:int`],
  [
    'Threat-Actor-Individual',
    'threatActorsIndividuals',
    'Threat-Actor',
    `${ACTOR} date_of_birth:date gender job_title marital_status eye_color hair_color`,
  ],
  ['Tool', 'tools', '', 'name! description aliases:[] tool_types:[] tool_version'],
  [
    'Vulnerability',
    'vulnerabilities',
    '',
    'name! description x_opencti_aliases:[] x_opencti_score:int x_opencti_cisa_kev:bool x_opencti_cwe:[] ' +
      'x_opencti_epss_score:float x_opencti_epss_percentile:float x_opencti_first_seen_active:date ' +
      [
        prefixed('x_opencti_cvss_', CVSS),
        prefixed('x_opencti_cvss_v2_', CVSS_V2),
        prefixed('x_opencti_cvss_v4_', CVSS_V4),
      ].join(' '),
  ],
  ['Individual', 'individuals', 'Identity', `${IDENTITY} x_opencti_firstname x_opencti_lastname`],
  ['Organization', 'organizations', 'Identity', `${IDENTITY} x_opencti_organization_type x_opencti_score:int`],
  ['Sector', 'sectors', 'Identity', IDENTITY],
  ['System', 'systems', 'Identity', IDENTITY],
  ['SecurityPlatform', 'securityPlatforms', 'Identity', `${IDENTITY} security_platform_type`],
  ['Administrative-Area', 'administrativeAreas', 'Location', PLACE],
  ['City', 'cities', 'Location', PLACE],
  ['Country', 'countries', 'Location', PLACE],
  ['Position', 'positions', 'Location', `${PLACE} street_address postal_code`],
  ['Region', 'regions', 'Location', PLACE],
];
