/** Categories of vocabularies: key, types that use it, fields (`!` must be there, `[]` holds several). */
const CATEGORIES: readonly (readonly [key: string, types: string, fields: string])[] = [
  ['account_type_ov', 'User-Account', 'account_type'],
  [
    'attack_motivation_ov',
    'Threat-Actor-Group Intrusion-Set',
    'primary_motivation secondary_motivations[] personal_motivations[]',
  ],
  ['attack_resource_level_ov', 'Threat-Actor-Group Intrusion-Set', 'resource_level'],
  ['coverage_ov', 'Security-Coverage has-covered', 'coverage_information'],
  ['case_severity_ov', 'Case-Incident Case-Rfi Case-Rft', 'severity'],
  ['case_priority_ov', 'Case-Incident Case-Rfi Case-Rft', 'priority'],
  ['channel_types_ov', 'Channel', 'channel_types[]'],
  ['collection_layers_ov', 'Data-Source', 'collection_layers[]'],
  ['event_type_ov', 'Event', 'event_types[]'],
  ['grouping_context_ov', 'Grouping', 'context!'],
  ['implementation_language_ov', 'Malware', 'implementation_languages[]'],
  ['incident_response_types_ov', 'Case-Incident', 'response_types[]'],
  ['incident_type_ov', 'Incident', 'incident_type'],
  ['incident_severity_ov', 'Incident', 'severity'],
  ['indicator_type_ov', 'Indicator', 'indicator_types[]'],
  ['infrastructure_type_ov', 'Infrastructure', 'infrastructure_types[]'],
  ['integrity_level_ov', 'Process', 'integrity_level'],
  ['malware_capabilities_ov', 'Malware', 'capabilities[]'],
  ['malware_result_ov', 'Malware-Analysis', 'result'],
  ['malware_type_ov', 'Malware', 'malware_types[]'],
  ['note_types_ov', 'Note', 'note_types[]'],
  ['opinion_ov', 'Opinion', 'opinion!'],
  ['organization_type_ov', 'Organization', 'x_opencti_organization_type'],
  ['platforms_ov', 'Data-Source Indicator Attack-Pattern', 'x_mitre_platforms[]'],
  ['pattern_type_ov', 'Indicator', 'pattern_type!'],
  ['processor_architecture_ov', 'Malware', 'architecture_execution_envs[]'],
  ['permissions_ov', 'Attack-Pattern', 'x_mitre_permissions_required[]'],
  ['persona_type_ov', 'Persona', 'persona_type'],
  ['reliability_ov', 'Report Organization Individual System', 'x_opencti_reliability'],
  ['report_types_ov', 'Report', 'report_types[]'],
  ['request_for_information_types_ov', 'Case-Rfi', 'information_types[]'],
  ['request_for_takedown_types_ov', 'Case-Rft', 'takedown_types[]'],
  ['security_platform_type_ov', 'SecurityPlatform', 'security_platform_type'],
  ['service_status_ov', 'Process', 'service_status'],
  ['service_type_ov', 'Process', 'service_type'],
  ['start_type_ov', 'Process', 'start_type'],
  ['key_type_ov', 'SSH-Key', 'key_type'],
  ['threat_actor_group_type_ov', 'Threat-Actor-Group', 'threat_actor_types[]'],
  ['threat_actor_group_role_ov', 'Threat-Actor-Group', 'roles[]'],
  ['threat_actor_group_sophistication_ov', 'Threat-Actor-Group', 'sophistication'],
  ['threat_actor_individual_type_ov', 'Threat-Actor-Individual', 'threat_actor_types[]'],
  ['threat_actor_individual_role_ov', 'Threat-Actor-Individual', 'roles[]'],
  ['threat_actor_individual_sophistication_ov', 'Threat-Actor-Individual', 'sophistication'],
  ['tool_types_ov', 'Tool', 'tool_types[]'],
  ['gender_ov', 'Threat-Actor-Individual', 'gender'],
  ['marital_status_ov', 'Threat-Actor-Individual', 'marital_status'],
  ['hair_color_ov', 'Threat-Actor-Individual', 'hair_color'],
  ['eye_color_ov', 'Threat-Actor-Individual', 'eye_color'],
];

export interface VocabularyField {
  readonly key: string;
  readonly required: boolean;
  readonly multiple: boolean;
}
export interface VocabularyCategory {
  readonly key: string;
  readonly entity_types: readonly string[];
  readonly fields: readonly VocabularyField[];
}

export const VOCABULARY_CATEGORIES: readonly VocabularyCategory[] = CATEGORIES.map(([key, types, fields]) => ({
  key,
  entity_types: types.split(' '),
  fields: fields.split(' ').map((field) => ({
    key: field.replace(/[![\]]+/g, ''),
    required: field.includes('!'),
    multiple: field.includes('[]'),
  })),
}));

/** The category of a key. */
export function findCategory(key: string): VocabularyCategory | undefined {
  return VOCABULARY_CATEGORIES.find((category) => category.key === key);
}

/** Words that a new platform has, of the categories that this sandbox holds to; words of others pass through. */
const WORDS: Readonly<Record<string, string>> = {
  malware_type_ov:
    'adware backdoor bootkit bot ddos downloader dropper exploit-kit keylogger ransomware remote-access-trojan ' +
    'resource-exploitation rogue-security-software rootkit screen-capture spyware trojan unknown virus webshell wiper worm',
  persona_type_ov: 'instant-messaging social-media email forum',
  opinion_ov: 'strongly-disagree disagree neutral agree strongly-agree',
  pattern_type_ov: 'stix pcre sigma snort suricata yara tanium-signal spl eql shodan',
};

const BUILT_IN = { type: 'vocabulary', aliases: [], builtIn: false };

/** The words of a new platform, as objects to import. */
export function builtInVocabulary() {
  return Object.entries(WORDS).flatMap(([category, words]) =>
    words.split(' ').map((name) => ({ ...BUILT_IN, id: `vocabulary--${category}-${name}`, name, category })),
  );
}

/** The category that a field's words come from, where this sandbox holds to it. */
export function vocabularyOf(type: string, field: string): string | undefined {
  const found = VOCABULARY_CATEGORIES.find(
    ({ key, entity_types, fields }) =>
      WORDS[key] !== undefined && entity_types.includes(type) && fields.some((one) => one.key === field),
  );
  return found?.key;
}
