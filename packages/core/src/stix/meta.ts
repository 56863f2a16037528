import { StixError } from '../errors.ts';
import { stixId } from './ids.ts';
import type { StixId, StixObject } from './object.ts';

/** A marking that is a text, such as a copyright notice (STIX 2.1 section 7.2.1). */
export function statementMarking(statement: string): StixObject & { readonly id: StixId<'marking-definition'> } {
  return marking('statement', { statement }, statement);
}

/**
 * A marking of a kind of the platform's own, such as `PAP:GREEN` of type `PAP`. TLP has `tlpMarking`.
 * @throws StixError for TLP, whose ids are fixed, and for empty texts.
 */
export function customMarking(type: string, name: string): StixObject & { readonly id: StixId<'marking-definition'> } {
  if (type.toUpperCase() === 'TLP') throw new StixError('tlpMarking makes TLP markings: their ids are fixed');
  if (type === '' || name === '') throw new StixError('a marking needs a type and a name', { path: '$.name' });
  return marking(type.toLowerCase(), { [type.toLowerCase()]: name }, name, type);
}

function marking(definition_type: string, definition: object, name: string, shown = definition_type) {
  return {
    type: 'marking-definition',
    spec_version: '2.1',
    id: stixId('marking-definition', { definition_type: shown, definition: name }) as StixId<'marking-definition'>,
    definition_type,
    definition,
    name,
    x_opencti_definition_type: shown,
    x_opencti_definition: name,
  };
}

/** A label as an object of its own, with its color (`#rrggbb`), as OpenCTI imports it. */
export function label(value: string, color?: string): StixObject {
  if (value === '') throw new StixError('a label needs a value', { path: '$.value' });
  return { type: 'label', spec_version: '2.1', id: stixId('label', { value }), value, ...(color ? { color } : {}) };
}
