import type { Element } from './store.ts';

/** STIX types whose OpenCTI name is not just the same words with capitals. */
const NAMES: Readonly<Record<string, string>> = {
  'ipv4-addr': 'IPv4-Addr',
  'ipv6-addr': 'IPv6-Addr',
  file: 'StixFile',
  'x509-certificate': 'X509-Certificate',
  'case-rfi': 'Case-Rfi',
  'case-rft': 'Case-Rft',
  'ssh-key': 'SSH-Key',
  'course-of-action': 'Course-Of-Action',
};

const IDENTITY_CLASSES: Readonly<Record<string, string>> = {
  individual: 'Individual',
  class: 'Sector',
  system: 'System',
};

/** OpenCTI's name of an element's type, such as `IPv4-Addr`; relationships go by their own type. */
export function openctiType({ type, properties }: Pick<Element, 'type' | 'properties'>): string {
  if (type === 'relationship') return String(properties.relationship_type);
  if (type === 'identity') return IDENTITY_CLASSES[String(properties.identity_class)] ?? 'Organization';
  if (type === 'location') return String(properties.x_opencti_location_type ?? 'Country');
  if (type === 'threat-actor') return String(properties.x_opencti_type ?? 'Threat-Actor-Group');
  return NAMES[type] ?? type.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
