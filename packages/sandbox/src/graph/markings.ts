import type { IncomingObject } from './store.ts';

/** Markings that every platform has from its first start, with their order (protocol.md 8.3). */
const BUILT_IN: readonly (readonly [string, string, number, string])[] = [
  ['TLP', 'TLP:CLEAR', 1, '#ffffff'],
  ['TLP', 'TLP:GREEN', 2, '#2e7d32'],
  ['TLP', 'TLP:AMBER', 3, '#d84315'],
  ['TLP', 'TLP:AMBER+STRICT', 4, '#d84315'],
  ['TLP', 'TLP:RED', 5, '#c62828'],
  ['PAP', 'PAP:CLEAR', 1, '#ffffff'],
  ['PAP', 'PAP:GREEN', 2, '#2e7d32'],
  ['PAP', 'PAP:AMBER', 3, '#d84315'],
  ['PAP', 'PAP:RED', 4, '#c62828'],
];

/** The built-in markings as objects to import. */
export function builtInMarkings(): IncomingObject[] {
  return BUILT_IN.map(([type, name, order, color]) => ({
    type: 'marking-definition',
    id: `marking-definition--${name}`,
    x_opencti_definition_type: type,
    x_opencti_definition: name,
    name,
    x_opencti_order: order,
    x_opencti_color: color,
  }));
}
