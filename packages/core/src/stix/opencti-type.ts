import { openctiValue } from './extensions.ts';
import type { StixObject } from './object.ts';

/** STIX types whose OpenCTI name is not just the same words with capitals (protocol.md 8.5). */
const NAMES: Readonly<Record<string, string>> = {
  'ipv4-addr': 'IPv4-Addr',
  'ipv6-addr': 'IPv6-Addr',
  file: 'StixFile',
  'x509-certificate': 'X509-Certificate',
  'ssh-key': 'SSH-Key',
  'ai-prompt': 'AI-Prompt',
  imei: 'IMEI',
  iccid: 'ICCID',
  imsi: 'IMSI',
  'course-of-action': 'Course-Of-Action',
  'x-mitre-data-component': 'Data-Component',
  'x-mitre-data-source': 'Data-Source',
};
/** Identities by their class. */
const IDENTITIES: Readonly<Record<string, string>> = {
  individual: 'Individual',
  class: 'Sector',
  system: 'System',
  securityplatform: 'SecurityPlatform',
};

/** OpenCTI's name of the type of an object, such as `IPv4-Addr`: what the object says itself, else by its STIX type. */
export function openctiType(object: StixObject): string {
  const said = openctiValue(object, 'type');
  if (typeof said === 'string') return said;
  if (object.type === 'identity') return IDENTITIES[String(object.identity_class)] ?? 'Organization';
  if (object.type === 'location') return String(openctiValue(object, 'location_type') ?? 'Country');
  if (object.type === 'threat-actor') return 'Threat-Actor-Group';
  if (object.type === 'relationship') return String(object.relationship_type);
  return NAMES[object.type] ?? object.type.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
