/** Properties that an object makes no sense without (STIX 2.1 chapters 4 to 6; for OpenCTI's own types its schema). */
export const REQUIRED_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  'attack-pattern': ['name'],
  campaign: ['name'],
  'case-incident': ['name'],
  'case-rfi': ['name'],
  'case-rft': ['name'],
  channel: ['name'],
  'course-of-action': ['name'],
  'data-component': ['name'],
  'data-source': ['name'],
  event: ['name'],
  feedback: ['name'],
  grouping: ['context', 'object_refs'],
  identity: ['name'],
  incident: ['name'],
  indicator: ['pattern', 'pattern_type', 'valid_from'],
  infrastructure: ['name'],
  'intrusion-set': ['name'],
  language: ['name'],
  malware: ['is_family'],
  'malware-analysis': ['product'],
  narrative: ['name'],
  note: ['content', 'object_refs'],
  'observed-data': ['first_observed', 'last_observed', 'number_observed'],
  opinion: ['opinion', 'object_refs'],
  report: ['name', 'published', 'object_refs'],
  task: ['name'],
  'threat-actor': ['name'],
  tool: ['name'],
  vulnerability: ['name'],
  relationship: ['relationship_type', 'source_ref', 'target_ref'],
  sighting: ['sighting_of_ref'],
  'autonomous-system': ['number'],
  directory: ['path'],
  'domain-name': ['value'],
  'email-addr': ['value'],
  'email-message': ['is_multipart'],
  hostname: ['value'],
  'ipv4-addr': ['value'],
  'ipv6-addr': ['value'],
  'mac-addr': ['value'],
  mutex: ['name'],
  'network-traffic': ['protocols'],
  software: ['name'],
  text: ['value'],
  url: ['value'],
};

/** What STIX 2.1 requires and the platform can do without. */
const OPTIONAL_FOR_PLATFORM = new Set(['is_family', 'valid_from', 'object_refs', 'is_multipart', 'protocols']);

/** The first required property that is missing or an empty text; `strict` asks for all that STIX 2.1 requires. */
export function missingProperty(
  type: string,
  object: Readonly<Record<string, unknown>>,
  strict: boolean,
): string | undefined {
  return REQUIRED_PROPERTIES[type]?.find((name) => {
    const value = object[name];
    const isMissing = value === undefined || value === null || value === '';
    return isMissing && (strict || !OPTIONAL_FOR_PLATFORM.has(name));
  });
}
