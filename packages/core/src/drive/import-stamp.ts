import { type Stamp, stamp } from '../bundle/stamp.ts';
import { isObservableType } from '../bundle/supported.ts';
import type { ImportPolicy } from '../define/internal-import-file.ts';
import { OPENCTI_EXTENSION, OPENCTI_OBSERVABLE_EXTENSION, openctiValue } from '../stix/extensions.ts';
import type { StixObject } from '../stix/object.ts';
import { organization } from '../stix/organization.ts';
import { tlpId, tlpMarking } from '../stix/tlp.ts';

/** Types that describe other objects: nothing is put on them. */
const PLAIN = new Set([
  'marking-definition',
  'extension-definition',
  'label',
  'vocabulary',
  'kill-chain-phase',
  'external-reference',
]);

/** What the policy of an import puts on each object. */
export interface ImportStamp {
  /** Objects that have to be there before all others, such as the author. */
  readonly companions: readonly StixObject[];
  apply(object: StixObject): StixObject;
}

/** `fileMarkings` are standard ids. @throws StixError for a default marking that is no TLP. */
export function importStamp(policy: ImportPolicy, fileMarkings: readonly string[]): ImportStamp {
  const author = policy.author ? organization(policy.author) : undefined;
  const marking = policy.defaultMarking ? tlpMarking(policy.defaultMarking) : undefined;
  const rest: Stamp = {
    ...(author ? { author: author.id } : {}),
    ...(policy.defaultMarking ? { markings: [tlpId(policy.defaultMarking)] } : {}),
  };
  return {
    companions: [author, marking].filter((one) => one !== undefined),
    apply(object) {
      if (object.type === 'marking-definition') return standingAlone(object);
      if (PLAIN.has(object.type) || object.id === author?.id) return object;
      const own = { ...object, ...markings(object, policy, fileMarkings), ...values(object, policy) };
      return stamp(policy.overrideAuthor && author ? withAuthor(own, author.id) : own, rest);
    },
  };
}

/** The platform keeps neither author nor marking of a marking, and either would make a circle. */
function standingAlone(object: StixObject): StixObject {
  const { created_by_ref: _author, object_marking_refs: _markings, ...alone } = object;
  return alone as StixObject;
}

function markings(object: StixObject, { markings: mode = 'add' }: ImportPolicy, file: readonly string[]) {
  const own = Array.isArray(object.object_marking_refs) ? (object.object_marking_refs as unknown[]) : [];
  if (file.length === 0 || (mode === 'only-if-missing' && own.length > 0)) return {};
  return { object_marking_refs: mode === 'add' ? [...new Set([...own, ...file])] : [...file] };
}

function values(object: StixObject, { labels = [], score, confidence }: ImportPolicy) {
  const isObservable = isObservableType(object.type);
  const added: Record<string, unknown> = {};
  if (labels.length > 0) {
    const property = isObservable ? 'x_opencti_labels' : 'labels';
    const own = Array.isArray(object[property]) ? (object[property] as unknown[]) : [];
    added[property] = [...new Set([...own, ...labels])];
  }
  const isScored = isObservable || object.type === 'indicator';
  if (score !== undefined && isScored && !isGiven(object, 'score')) added.x_opencti_score = score;
  if (confidence !== undefined && !isObservable && !isGiven(object, 'confidence')) added.confidence = confidence;
  return added;
}

function isGiven(object: StixObject, name: string): boolean {
  const value = openctiValue(object, name);
  return value !== undefined && value !== null;
}

/** The platform looks into its extensions first: an author that stands there is replaced there. */
function withAuthor(object: StixObject, author: string): StixObject {
  const property = isObservableType(object.type) ? 'x_opencti_created_by_ref' : 'created_by_ref';
  const named: StixObject = { ...object, [property]: author };
  const extensions = object.extensions as Record<string, Record<string, unknown> | undefined> | undefined;
  const holding = [OPENCTI_EXTENSION, OPENCTI_OBSERVABLE_EXTENSION].filter((id) => extensions?.[id]?.created_by_ref);
  if (holding.length === 0) return named;
  const changed = Object.fromEntries(holding.map((id) => [id, { ...extensions?.[id], created_by_ref: author }]));
  return { ...named, extensions: { ...extensions, ...changed } };
}
