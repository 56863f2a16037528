import { OPENCTI_EXTENSION, openctiValue, withOpenctiExtension } from '../stix/extensions.ts';
import type { StixObject } from '../stix/object.ts';

/**
 * Everything made of a shared entity is shared with the same organizations (protocol.md 5.2): their ids are united
 * with those that an object has, in its extension where it has one, else flat.
 */
export function withGrants(objects: readonly StixObject[], grantedRefs: readonly string[]): StixObject[] {
  if (grantedRefs.length === 0) return [...objects];
  return objects.map((object) => {
    const own = openctiValue(object, 'granted_refs');
    const granted_refs = [...new Set([...(Array.isArray(own) ? own : []), ...grantedRefs])].sort();
    const extensions = object.extensions as Record<string, unknown> | undefined;
    return extensions?.[OPENCTI_EXTENSION]
      ? withOpenctiExtension(object, { granted_refs })
      : { ...object, x_opencti_granted_refs: granted_refs };
  });
}
