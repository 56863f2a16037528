import type { StixObject } from '../stix/object.ts';
import { isObservableType } from './supported.ts';

/** What is put on objects that carry none of their own. */
export interface Stamp {
  /** Id of the author's identity. */
  readonly author?: string;
  /** Ids of marking definitions. */
  readonly markings?: readonly string[];
}

/** Types that describe other objects: they have no author and no marking. */
const UNSTAMPED = new Set([
  'marking-definition',
  'extension-definition',
  'label',
  'vocabulary',
  'kill-chain-phase',
  'external-reference',
]);

/**
 * Author and markings on an object that has none. Observables carry their author in `x_opencti_created_by_ref`
 * (protocol.md 8.2). The author's own identity does not name itself.
 */
export function stamp<T extends StixObject>(object: T, { author, markings }: Stamp): T {
  if (UNSTAMPED.has(object.type)) return object;
  const property = isObservableType(object.type) ? 'x_opencti_created_by_ref' : 'created_by_ref';
  const needsAuthor = author !== undefined && !object[property] && object.id !== author;
  const needsMarkings = markings !== undefined && markings.length > 0 && !hasMarkings(object);
  if (!needsAuthor && !needsMarkings) return object;
  return {
    ...object,
    ...(needsAuthor ? { [property]: author } : {}),
    ...(needsMarkings ? { object_marking_refs: markings } : {}),
  };
}

function hasMarkings(object: StixObject): boolean {
  return Array.isArray(object.object_marking_refs) && object.object_marking_refs.length > 0;
}
