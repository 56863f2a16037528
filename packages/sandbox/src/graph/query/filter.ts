import { MODELS } from '../model/model.ts';
import type { Element, GraphStore } from '../store.ts';
import { Refusal } from '../store.ts';
import { regarding } from './regarding.ts';
import { searchTest } from './search.ts';
import { SPECIAL_KEYS, valuesOf } from './values.ts';

export interface Filter {
  readonly key: readonly string[];
  readonly values: readonly unknown[];
  readonly operator?: string | null;
  readonly mode?: 'and' | 'or' | null;
}

/** The filters of a list: a tree of groups over keys. */
export interface FilterGroup {
  readonly mode: 'and' | 'or';
  readonly filters: readonly Filter[];
  readonly filterGroups: readonly FilterGroup[];
}

export type Test = (element: Element) => boolean;

/** Keys of the platform that nothing here has, or that only its own screens use. */
const EMPTY_KEYS = (
  'objectOrganization objectAssignee objectParticipant workflow_id x_opencti_workflow_id refreshed_at draft_change ' +
  'computed_reliability source_reliability hashes hash bornIn ethnicity dataSource objectCovered indicators ' +
  'created_by_ref last_seen first_seen category pir_score decay_applied_rule name_alt severity priority confidence lang ' +
  'granted_refs alert_trigger_time x_opencti_description'
).split(' ');
const KNOWN = new Set([
  ...SPECIAL_KEYS,
  ...EMPTY_KEYS,
  ...MODELS.flatMap(({ fields }) => fields.map(({ name }) => name)),
  'regardingOf',
]);

/** The test of a group of filters; made once per list. @throws Refusal for keys and values that the platform refuses. */
export function compile(group: FilterGroup | null | undefined, graph: GraphStore): Test {
  if (!group) return () => true;
  refuseUnknownKeys(group);
  return compileGroup(group, graph);
}

function refuseUnknownKeys(group: FilterGroup): void {
  const keys = group.filters.flatMap(({ key }) => key).filter((key) => !KNOWN.has(key.split('.')[0] ?? ''));
  if (keys.length > 0) {
    throw new Refusal('UNSUPPORTED_ERROR', 'Incorrect filter keys not existing in any schema definition', { keys });
  }
  for (const inner of group.filterGroups) refuseUnknownKeys(inner);
}

function compileGroup(group: FilterGroup, graph: GraphStore): Test {
  const tests = [
    ...group.filters.map((filter) => compileFilter(filter, graph)),
    ...group.filterGroups.map((inner) => compileGroup(inner, graph)),
  ];
  if (tests.length === 0) return () => true;
  return group.mode === 'or'
    ? (element) => tests.some((test) => test(element))
    : (element) => tests.every((test) => test(element));
}

function compileFilter(filter: Filter, graph: GraphStore): Test {
  const { key, values, operator, mode } = filter;
  if (key.includes('regardingOf')) return regarding(values, graph);
  const held = (element: Element) => key.flatMap((one) => valuesOf(element, one, graph));
  if (operator === 'nil') return (element) => held(element).length === 0;
  if (operator === 'not_nil') return (element) => held(element).length > 0;
  if (values.length === 0) throw new Refusal('UNSUPPORTED_ERROR', 'Invalid filter configuration', { ...filter });
  if (operator === 'within') return within(held, values);
  if (operator === 'only_eq_to' || operator === 'not_only_eq_to')
    return onlyThese(held, values, operator === 'only_eq_to');
  const negative = operator?.startsWith('not_') ?? false;
  const make = OPERATORS[operator?.replace('not_', '') ?? 'eq'];
  if (!make) throw new Refusal('UNSUPPORTED_ERROR', 'Unsupported operator', { ...filter });
  const tests = values.map((value) => make(value));
  const one = (found: unknown[]) => (test: (value: unknown) => boolean) => found.some(test) !== negative;
  return mode === 'and' ? (element) => tests.every(one(held(element))) : (element) => tests.some(one(held(element)));
}

type Operator = (wanted: unknown) => (held: unknown) => boolean;

const OPERATORS: Readonly<Record<string, Operator>> = {
  eq: (wanted) => texts(wanted, (held, value) => held === value),
  contains: (wanted) => texts(wanted, (held, value) => held.includes(value)),
  starts_with: (wanted) => texts(wanted, (held, value) => held.startsWith(value)),
  ends_with: (wanted) => texts(wanted, (held, value) => held.endsWith(value)),
  wildcard: (wanted) => {
    // The platform compares what was asked as it is with the text in small letters.
    const parts = String(wanted)
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    const pattern = new RegExp(`^${parts.join('.*')}$`, 's');
    return (held) => pattern.test(String(held).toLowerCase());
  },
  search: (wanted) => searchTest(String(wanted)),
  match: (wanted) => searchTest(String(wanted)),
  gt: (wanted) => ordered(wanted, (held, value) => held > value),
  gte: (wanted) => ordered(wanted, (held, value) => held >= value),
  lt: (wanted) => ordered(wanted, (held, value) => held < value),
  lte: (wanted) => ordered(wanted, (held, value) => held <= value),
};

function texts(wanted: unknown, compare: (held: string, value: string) => boolean): (held: unknown) => boolean {
  const value = String(wanted).toLowerCase();
  return (held) => compare(String(held).toLowerCase(), value);
}

function ordered(wanted: unknown, compare: (held: number, value: number) => boolean): (held: unknown) => boolean {
  const value = measure(wanted);
  return (held) => compare(measure(held), value);
}

/** Numbers as they are, dates as milliseconds; a date may be relative to now, such as `now-1d`. */
function measure(value: unknown): number {
  const text = String(value);
  const [, sign, count, unit = ''] = /^now(?:([-+])(\d+)([smhdwMy]))?$/.exec(text) ?? [undefined, undefined, undefined];
  if (text.startsWith('now')) return Date.now() + (sign === '-' ? -1 : 1) * Number(count ?? 0) * (UNITS[unit] ?? 0);
  const number = Number(text);
  return Number.isNaN(number) ? Date.parse(text) : number;
}

const DAY = 86_400_000;
const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: DAY,
  w: 7 * DAY,
  M: 30 * DAY,
  y: 365 * DAY,
};

function within(held: (element: Element) => unknown[], [from, to]: readonly unknown[]): Test {
  const [start, stop] = [measure(from), measure(to)];
  return (element) => held(element).some((value) => measure(value) >= start && measure(value) <= stop);
}

function onlyThese(held: (element: Element) => unknown[], values: readonly unknown[], wanted: boolean): Test {
  const these = new Set(values.map(String));
  return (element) => {
    const found = held(element).map(String);
    return (found.length === these.size && found.every((value) => these.has(value))) === wanted;
  };
}
