import type { ExternalReference } from '../stix/build.ts';
import type { StixObject } from '../stix/object.ts';
import { distinctExternalReferences } from './distinct.ts';
import { isObservableType } from './supported.ts';

/** What is put on objects that carry none of their own. */
export interface Stamp {
  /** Id of the author's identity. */
  readonly author?: string;
  /** Ids of marking definitions. */
  readonly markings?: readonly string[];
  /** Where the data come from: added to the references of every entity that does not have it yet. */
  readonly externalReferences?: readonly ExternalReference[];
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
 * Author and markings on an object that has none, and references that it lacks. Observables carry author and references
 * in `x_opencti_created_by_ref` and `x_opencti_external_references` (protocol.md 8.2). The author's own identity does
 * not name itself.
 */
export function stamp<T extends StixObject>(object: T, { author, markings, externalReferences }: Stamp): T {
  if (UNSTAMPED.has(object.type)) return object;
  const prefix = isObservableType(object.type) ? 'x_opencti_' : '';
  const authorProperty = `${prefix}created_by_ref`;
  const needsAuthor = author !== undefined && !object[authorProperty] && object.id !== author;
  const needsMarkings = markings !== undefined && markings.length > 0 && !hasMarkings(object);
  const references = externalReferences?.length
    ? united(object, `${prefix}external_references`, externalReferences)
    : {};
  if (!needsAuthor && !needsMarkings && !externalReferences?.length) return object;
  return {
    ...object,
    ...references,
    ...(needsAuthor ? { [authorProperty]: author } : {}),
    ...(needsMarkings ? { object_marking_refs: markings } : {}),
  };
}

function united(object: StixObject, property: string, added: readonly ExternalReference[]) {
  const given = Array.isArray(object[property]) ? object[property] : [];
  return { [property]: distinctExternalReferences([...given, ...added]) };
}

function hasMarkings(object: StixObject): boolean {
  return Array.isArray(object.object_marking_refs) && object.object_marking_refs.length > 0;
}
