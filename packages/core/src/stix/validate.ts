import { StixError } from '../errors.ts';
import { isStixId, stixTypeOf } from './object.ts';
import { missingProperty, REQUIRED_PROPERTIES } from './required.ts';
import { flawsInside } from './validate-values.ts';

/** Something that is not STIX 2.1: where, and why. */
export interface Flaw {
  /** JSON path, such as `$.object_refs[3]`. */
  readonly path: string;
  readonly reason: string;
}

/** How strictly is looked. */
export interface ValidateOptions {
  /** Also asks for what STIX 2.1 requires and the platform can do without, such as `created` and `is_family`. */
  readonly strict?: boolean;
}

type Properties = Readonly<Record<string, unknown>>;

const TIMESTAMPS = [
  'created',
  'modified',
  'first_seen',
  'last_seen',
  'first_observed',
  'last_observed',
  'valid_from',
  'valid_until',
  'published',
  'start_time',
  'stop_time',
  'submitted',
] as const;
/** Pairs whose second must not come before the first (STIX 2.1, 3.1 and chapter 4). */
const ORDERED = [
  ['created', 'modified'],
  ['first_seen', 'last_seen'],
  ['first_observed', 'last_observed'],
  ['valid_from', 'valid_until'],
  ['start_time', 'stop_time'],
] as const;
const RFC3339_UTC = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?Z$/;
/** References that the specification ties to one type. */
const TIED: Readonly<Record<string, string>> = {
  created_by_ref: 'identity',
  object_marking_refs: 'marking-definition',
  observed_data_refs: 'observed-data',
};
const OPINIONS = new Set(['strongly-disagree', 'disagree', 'neutral', 'agree', 'strongly-agree']);
/** Types without a life of their own: no creation, no versions. */
const TIMELESS = new Set([
  'marking-definition',
  'label',
  'vocabulary',
  'kill-chain-phase',
  'external-reference',
  'bundle',
]);

/**
 * Everything that is wrong with one STIX 2.1 object as OpenCTI takes it; nothing when it is right. Types that are not
 * known get the common checks only. Linear, without recursion.
 */
export function validate(object: unknown, options: ValidateOptions = {}): readonly Flaw[] {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    return [{ path: '$', reason: 'is not a JSON object' }];
  }
  const inside = flawsInside(object);
  // What is nested too deep is not looked at any further.
  if (inside.some(({ path }) => path === '$')) return inside;
  const properties = object as Properties;
  return [
    ...identityFlaws(properties),
    ...requiredFlaws(properties, options.strict ?? false),
    ...(options.strict ? strictFlaws(properties) : []),
    ...referenceFlaws(properties),
    ...timeFlaws(properties),
    ...valueFlaws(properties),
    ...inside,
  ];
}

/** @throws StixError with the id of the object and the path of its first flaw. */
export function assertValid(object: unknown, options: ValidateOptions = {}): void {
  const [first] = validate(object, options);
  if (!first) return;
  const id = (object as { id?: unknown } | null)?.id;
  const named = typeof id === 'string' ? { objectId: id } : {};
  throw new StixError(`${typeof id === 'string' ? id : 'object'}: ${first.path} ${first.reason}`, {
    ...named,
    path: first.path,
  });
}

function identityFlaws({ type, id, spec_version: version }: Properties): Flaw[] {
  const flaws: Flaw[] = [];
  if (typeof type !== 'string' || type === '') flaws.push({ path: '$.type', reason: 'is missing' });
  if (!isStixId(id)) flaws.push({ path: '$.id', reason: 'is not <type>--<UUID>' });
  else if (typeof type === 'string' && stixTypeOf(id) !== type) {
    flaws.push({ path: '$.id', reason: `is the id of another type than ${type}` });
  }
  if (version !== undefined && version !== '2.1') flaws.push({ path: '$.spec_version', reason: 'is not 2.1' });
  return flaws;
}

function requiredFlaws(object: Properties, strict: boolean): Flaw[] {
  const type = String(object.type);
  const missing = REQUIRED_PROPERTIES[type] ? missingProperty(type, object, strict) : undefined;
  const flaws = missing ? [{ path: `$.${missing}`, reason: `is missing: ${type} needs it` }] : [];
  if (type === 'file' && object.hashes === undefined && object.name === undefined) {
    flaws.push({ path: '$.name', reason: 'is missing: file needs hashes or a name' });
  }
  return flaws;
}

function strictFlaws(object: Properties): Flaw[] {
  const names = TIMESTAMPS.slice(0, 2).filter(() => isVersioned(object));
  return ['spec_version', ...names]
    .filter((name) => object[name] === undefined)
    .map((name) => ({ path: `$.${name}`, reason: 'is missing: STIX 2.1 requires it' }));
}

/** Observables and meta objects have no versions. */
function isVersioned({ type }: Properties): boolean {
  const name = String(type);
  return REQUIRED_PROPERTIES[name] !== undefined && !TIMELESS.has(name) && !isObservable(name);
}

function isObservable(type: string): boolean {
  const [first] = REQUIRED_PROPERTIES[type] ?? [];
  return (
    ['value', 'number', 'path', 'is_multipart', 'protocols'].includes(first ?? '') ||
    ['mutex', 'software'].includes(type)
  );
}

function referenceFlaws(object: Properties): Flaw[] {
  return Object.entries(object).flatMap(([name, value]): Flaw[] => {
    if (value === null || value === undefined || name.startsWith('x_')) return [];
    if (name.endsWith('_ref')) return refFlaw(`$.${name}`, value, TIED[name]);
    if (!name.endsWith('_refs')) return [];
    if (!Array.isArray(value)) return [{ path: `$.${name}`, reason: 'is not a list of ids' }];
    return value.flatMap((item, index) => refFlaw(`$.${name}[${index}]`, item, TIED[name]));
  });
}

function refFlaw(path: string, value: unknown, tiedTo: string | undefined): Flaw[] {
  if (!isStixId(value)) return [{ path, reason: 'is not <type>--<UUID>' }];
  return tiedTo === undefined || stixTypeOf(value) === tiedTo ? [] : [{ path, reason: `must be a ${tiedTo}` }];
}

function timeFlaws(object: Properties): Flaw[] {
  const flaws: Flaw[] = TIMESTAMPS.filter((name) => {
    const value = object[name];
    return value !== undefined && value !== null && (typeof value !== 'string' || !RFC3339_UTC.test(value));
  }).map((name) => ({ path: `$.${name}`, reason: 'is not a UTC time such as 2026-01-31T12:00:00Z' }));
  if (flaws.length > 0) return flaws;
  for (const [first, last] of ORDERED) {
    const [from, to] = [object[first], object[last]];
    if (typeof from === 'string' && typeof to === 'string' && Date.parse(to) < Date.parse(from)) {
      flaws.push({ path: `$.${last}`, reason: `is before ${first}` });
    }
  }
  return flaws;
}

function valueFlaws(object: Properties): Flaw[] {
  const flaws: Flaw[] = [];
  const { confidence, opinion, labels } = object;
  const isShare = typeof confidence === 'number' && confidence >= 0 && confidence <= 100;
  if (confidence !== undefined && !isShare) flaws.push({ path: '$.confidence', reason: 'is not between 0 and 100' });
  if (object.type === 'opinion' && opinion !== undefined && !OPINIONS.has(String(opinion))) {
    flaws.push({ path: '$.opinion', reason: `is not one of ${[...OPINIONS].join(', ')}` });
  }
  if (labels !== undefined && !isTexts(labels)) flaws.push({ path: '$.labels', reason: 'is not a list of texts' });
  return [
    ...flaws,
    ...listFlaws(object, 'external_references', ['source_name']),
    ...listFlaws(object, 'kill_chain_phases', ['kill_chain_name', 'phase_name']),
  ];
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function listFlaws(object: Properties, property: string, needed: readonly string[]): Flaw[] {
  const list = object[property];
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) return [{ path: `$.${property}`, reason: 'is not a list' }];
  return list.flatMap((item: Properties | null, index) =>
    needed
      .filter((name) => typeof item?.[name] !== 'string')
      .map((name) => ({ path: `$.${property}[${index}].${name}`, reason: 'is missing' })),
  );
}
