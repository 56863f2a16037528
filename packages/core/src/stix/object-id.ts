import { StixError } from '../errors.ts';
import { OPENCTI_EXTENSION } from './extensions.ts';
import { externalReferenceId, type IdProperties, stixId } from './ids.ts';

function openctiType(object: IdProperties): unknown {
  const extensions = object.extensions as Readonly<Record<string, { type?: unknown } | undefined>> | undefined;
  return extensions?.[OPENCTI_EXTENSION]?.type ?? object.x_opencti_type ?? 'Threat-Actor-Group';
}

function required(object: IdProperties, name: string): unknown {
  if (object[name] === undefined) throw new StixError(`${name} is needed to make an id`, { path: `$.${name}` });
  return object[name];
}

/** Where an object from elsewhere has the contributing properties under other names than the rules. */
const READERS: Readonly<Record<string, (object: IdProperties) => IdProperties>> = {
  'attack-pattern': (object) => ({ ...object, x_mitre_id: object.x_mitre_id || object.x_opencti_external_id }),
  grouping: (object) => ({ ...object, created: required(object, 'created') }),
  // The reference reads OpenCTI's name of the property, not STIX's: an abstract alone does not change the id.
  note: (object) => ({ ...object, abstract: object.attribute_abstract }),
  'threat-actor': (object) => ({ ...object, opencti_type: openctiType(object) }),
};

/**
 * The deterministic id of a whole object as it came from elsewhere, which its own id need not be; null for an external
 * reference without url or external id. Follows the reference's `generate_id_from_data` (stix-ids.md section 2).
 * @throws StixError naming the property that is missing.
 */
export function objectId(type: string, object: IdProperties): string | null {
  const properties = READERS[type]?.(object) ?? object;
  return type === 'external-reference' ? (externalReferenceId(properties) ?? null) : stixId(type, properties);
}
