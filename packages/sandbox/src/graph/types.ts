import { MODELS } from './model/model.ts';
import type { Element } from './store.ts';

const BY_STIX = new Map(MODELS.map(({ stix, name }) => [stix, name]));

const IDENTITY_CLASSES: Readonly<Record<string, string>> = {
  individual: 'Individual',
  class: 'Sector',
  system: 'System',
  securityplatform: 'SecurityPlatform',
};

/** OpenCTI's name of an element's type, such as `IPv4-Addr`; relationships go by their own type. */
export function openctiType({ type, properties }: Pick<Element, 'type' | 'properties'>): string {
  if (type === 'relationship') return String(properties.relationship_type);
  if (type === 'identity') return IDENTITY_CLASSES[String(properties.identity_class)] ?? 'Organization';
  if (type === 'location') return locationType(properties);
  if (type === 'threat-actor') return String(properties.x_opencti_type ?? 'Threat-Actor-Group');
  return BY_STIX.get(type) ?? type;
}

/** A location that does not say what it is goes by its most exact part, as in the reference client. */
export function locationType(properties: Readonly<Record<string, unknown>>): string {
  const { x_opencti_location_type: said, city, country, region, latitude } = properties;
  if (said) return String(said);
  if (city) return 'City';
  if (country) return 'Country';
  if (region) return 'Region';
  return latitude === undefined ? 'Country' : 'Position';
}
