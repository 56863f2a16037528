/** Invented ends of relationships. */
import * as sdo from './sdo.ts';

export const malware = sdo.malware({ name: 'Quiet Heron', is_family: true });
export const attackPattern = sdo.attackPattern({ name: 'Invented technique', x_mitre_id: 'T9001' });
export const indicator = sdo.indicator({
  pattern: "[domain-name:value = 'example.org']",
  pattern_type: 'stix',
  valid_from: new Date('2026-01-01T00:00:00Z'),
});
export const organizationLike = sdo.identity({ name: 'Tern Analytics', identity_class: 'organization' });
