import { hashName, OPENCTI_EXTENSION, observable, type StixObject, tlpId } from '@opencti-connectors/core/stix';

type Properties = Readonly<Record<string, unknown>>;

/** What one value of JSON holds: objects, and what cannot be one, each with its path. */
export type Candidate =
  | { readonly path: string; readonly object: StixObject }
  | { readonly path: string; readonly reason: string; readonly id?: string };

/**
 * The STIX objects in a value that was parsed as a whole: itself, the elements of a list, a bundle or an envelope, or
 * what a line of our stream listener's files carries.
 */
export function candidatesIn(value: unknown, path: string): Candidate[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => candidatesIn(one, `${path}[${index}]`));
  if (!isProperties(value)) return [{ path, reason: 'is no JSON object' }];
  if (Array.isArray(value.objects)) return candidatesIn(value.objects, `${path}.objects`);
  if (value.type === 'bundle') return [{ path, reason: 'is a bundle without a list of objects' }];
  if (isStix(value)) return [ofObject(value, path)];
  return [ofEvent(value, path) ?? { path, ...lacking(value) }];
}

export function isProperties(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Has a type, and an id that at least begins as one: enough to be told from other JSON. Core looks at the rest. */
function isStix(value: Properties): value is StixObject {
  return typeof value.type === 'string' && typeof value.id === 'string' && /^[\w-]+--/.test(value.id);
}

/** What the platform would take as an order, such as to delete the object, is none that a file may give. */
function ofObject(object: StixObject, path: string): Candidate {
  const extensions = object.extensions as Record<string, Properties | undefined> | undefined;
  const operation = object.opencti_operation ?? extensions?.[OPENCTI_EXTENSION]?.opencti_operation;
  if (operation === undefined) return { path, object };
  return {
    path,
    id: object.id,
    reason: `orders the platform to ${operation} the object: a file may bring objects only`,
  };
}

function lacking({ type, id }: Properties): { readonly reason: string; readonly id?: string } {
  if (typeof type !== 'string') return { reason: 'is no STIX object: it has no type' };
  if (typeof id !== 'string') return { reason: `is no STIX object: this ${type} has no id` };
  return { id, reason: `is no STIX object: its id is not ${type}--<UUID>` };
}

/** Events of OpenCTI's stream as they came, and our stream listener's formats `object` and `indicator`. */
function ofEvent(value: Properties, path: string): Candidate | undefined {
  const name = ['data', 'object'].find((one) => isProperties(value[one]) && isStix(value[one]));
  const isFlat = name === undefined && typeof value.stix_id === 'string' && typeof value.type === 'string';
  if (name === undefined && !isFlat) return undefined;
  if ([value.event, value.action, value.type].includes('delete')) {
    return { path, reason: 'is the event of a deletion: there is nothing to import' };
  }
  if (name !== undefined) return ofObject(value[name] as StixObject, `${path}.${name}`);
  try {
    return { path, object: ofFlat(value) };
  } catch (error) {
    return { path, id: String(value.stix_id), reason: (error as Error).message };
  }
}

/** The fields of the format `indicator` under their STIX names. */
function ofFlat(value: Properties): StixObject {
  const { tlp, labels, score } = value;
  const shared = {
    ...(typeof tlp === 'string' ? { object_marking_refs: [tlpId(tlp)] } : {}),
    ...(typeof score === 'number' ? { x_opencti_score: score } : {}),
  };
  if (value.type === 'indicator') {
    const names = ['name', 'pattern', 'pattern_type', 'indicator_types', 'confidence', 'labels'];
    const kept = Object.fromEntries([...names, 'valid_from', 'valid_until', 'revoked'].map((one) => [one, value[one]]));
    return { ...kept, ...shared, type: 'indicator', spec_version: '2.1', id: String(value.stix_id) };
  }
  const hashes = valuesOf(value).flatMap(({ type, value: hash }) => (isHash(type) ? [[hashName(type), hash]] : []));
  const own = NAMED.has(String(value.type)) ? { name: value.name } : { value: value.name };
  const described = hashes.length > 0 ? { hashes: Object.fromEntries(hashes) } : own;
  return observable(String(value.type), { id: value.stix_id, ...described, ...shared, x_opencti_labels: labels });
}

/** Observables whose value is a name. */
const NAMED = new Set(['file', 'mutex']);

function valuesOf({ values }: Properties): { readonly type: string; readonly value: unknown }[] {
  return Array.isArray(values)
    ? values.filter(isProperties).map(({ type, value }) => ({ type: String(type), value }))
    : [];
}

function isHash(type: string): boolean {
  return /^(md5|sha|ssdeep|tlsh)/i.test(type);
}
