import { relationshipId } from './ids.ts';
import { Refusal } from './refusals.ts';
import type { Element, IncomingObject } from './store.ts';

type Find = (id: string) => Element | undefined;

/** The standard id of a relationship. @throws Refusal when one of its ends is not there */
export function idOfRelationship(object: IncomingObject, find: Find): string {
  const ids = [object.source_ref, object.target_ref].map(String);
  const [source, target] = ids.map(find);
  if (source && target) return relationshipId(object, source.standardId, target.standardId);
  const unresolvedIds = ids.filter((id) => !find(id));
  const data = { unresolvedIds, doc_code: 'ELEMENT_NOT_FOUND' };
  throw new Refusal('MISSING_REFERENCE_ERROR', 'Element(s) not found', data);
}

/** References become standard ids; those that lead nowhere are silently left out, as without a retry number. */
export function resolveReferences(object: IncomingObject, find: Find): Record<string, unknown> {
  const properties: Record<string, unknown> = {};
  for (const [property, value] of Object.entries(object)) {
    if (property === 'nb_deps' || value === null) continue;
    if (property.endsWith('_refs') && Array.isArray(value)) {
      properties[property] = value.map((ref) => find(String(ref))?.standardId).filter((id) => id !== undefined);
    } else if (property.endsWith('_ref')) {
      const target = find(String(value));
      if (target) properties[property] = target.standardId;
    } else properties[property] = value;
  }
  return properties;
}
