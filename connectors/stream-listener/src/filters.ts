import { type StreamEvent, stateBefore } from '@opencti-connectors/core';
import { openctiValue, TLP_NAMES, tlpId } from '@opencti-connectors/core/stix';
import type { Settings } from './settings.ts';

/** TLP names by the ids of their markings; WHITE has the id of CLEAR. */
const RANKS = new Map(TLP_NAMES.map((name, rank) => [tlpId(name), rank]));
/** Paths of a patch that say nothing about the object itself. */
const BOOKKEEPING = /^\/(modified$|extensions\/[^/]+\/(updated_at|modified_at|metrics|pir_information)(\/|$))/;

type Check = (event: StreamEvent) => boolean;

/** What passes: all that the settings ask for. Made once, so that each event costs little. */
export class Filter {
  readonly #kinds: readonly Check[];
  readonly #objects: readonly Check[];
  readonly #tellsDeletions: boolean;

  constructor(settings: Settings) {
    this.#kinds = kindChecks(settings);
    this.#objects = [...objectChecks(settings), ...markingChecks(settings)];
    this.#tellsDeletions = settings.events.includes('delete');
  }

  passes(event: StreamEvent): boolean {
    return this.#kinds.every((check) => check(event)) && this.#objects.every((check) => check(event));
  }

  /** True when an update takes an object out of what passes: for the receiver it is gone. */
  isLeaving(event: StreamEvent): boolean {
    if (event.type !== 'update' || this.#objects.length === 0 || !this.#tellsDeletions) return false;
    if (this.#objects.every((check) => check(event))) return false;
    const data = stateBefore(event);
    const before = data && { ...event, data, context: {} };
    return before !== undefined && this.#objects.every((check) => check(before));
  }
}

function kindChecks({ events, changed, dependencies, own }: Settings): Check[] {
  const kinds = new Set<string>(events);
  const checks: Check[] = [(event) => event.type !== 'update' || hasChanged(event, changed)];
  if (kinds.size < 4) checks.push(({ type }) => kinds.has(type));
  if (!dependencies) checks.push(({ origin }) => origin.referer !== 'init-dependencies');
  if (!own) checks.push((event) => !event.own);
  return checks;
}

/** An update that only touches times is none; `changed` asks for more. */
function hasChanged({ context }: StreamEvent, properties: readonly string[]): boolean {
  if (!Array.isArray(context.patch)) return true;
  const paths = context.patch
    .map(({ path }: { path?: unknown }) => String(path))
    .filter((path) => !BOOKKEEPING.test(path));
  if (properties.length === 0) return paths.length > 0 || context.patch.length === 0;
  return paths.some((path) => path.split('/').some((part) => properties.includes(part)));
}

function objectChecks(settings: Settings): Check[] {
  const { minScore, minConfidence, labels, excludeLabels, patternTypes, detection } = settings;
  const checks: Check[] = [];
  const onlyIndicators =
    (check: Check): Check =>
    (event) =>
      event.data.type !== 'indicator' || check(event);
  const types = lower(settings.types);
  const excluded = lower(settings.excludeTypes);
  if (types.size > 0) checks.push((event) => typesOf(event).some((type) => types.has(type)));
  if (excluded.size > 0) checks.push((event) => !typesOf(event).some((type) => excluded.has(type)));
  if (minScore !== undefined) checks.push(({ data }) => atLeast(openctiValue(data, 'score'), minScore));
  if (minConfidence !== undefined) checks.push(({ data }) => atLeast(data.confidence, minConfidence));
  if (labels.length > 0) checks.push(({ data }) => labelsOf(data).some((label) => labels.includes(label)));
  if (excludeLabels.length > 0)
    checks.push(({ data }) => !labelsOf(data).some((label) => excludeLabels.includes(label)));
  if (patternTypes.length > 0)
    checks.push(onlyIndicators(({ data }) => patternTypes.includes(String(data.pattern_type))));
  if (detection) checks.push(onlyIndicators(({ data }) => openctiValue(data, 'detection') === true));
  return checks;
}

function markingChecks({ maxTlp, authors }: Settings): Check[] {
  const checks: Check[] = [];
  if (authors.length > 0) {
    const names = ['created_by_ref', 'created_by_ref_id'];
    checks.push(({ data }) => names.some((name) => authors.includes(String(openctiValue(data, name)))));
  }
  if (maxTlp !== undefined) {
    const highest = TLP_NAMES.indexOf(maxTlp);
    checks.push((event) => !texts(event.data.object_marking_refs).some((id) => (RANKS.get(id) ?? 0) > highest));
    // What a merge took in may be marked higher than what it became.
    checks.push(({ context }) => context.sources === undefined || sourcesWithin(context.sources, highest));
  }
  return checks;
}

function sourcesWithin(sources: unknown, highest: number): boolean {
  return [sources].flat().every((source) => {
    const refs = texts((source as { object_marking_refs?: unknown } | null)?.object_marking_refs);
    return !refs.some((id) => (RANKS.get(id) ?? 0) > highest);
  });
}

/** Highest TLP of an object; undefined without one. */
export function tlpOf(refs: unknown): string | undefined {
  const ranks = texts(refs).flatMap((id) => RANKS.get(id) ?? []);
  return ranks.length > 0 ? TLP_NAMES[Math.max(...ranks)] : undefined;
}

export function labelsOf(data: StreamEvent['data']): string[] {
  return texts(data.labels ?? openctiValue(data, 'labels'));
}

/** STIX type, OpenCTI's type, and the type of a relationship. */
function typesOf({ data }: StreamEvent): string[] {
  return [data.type, openctiValue(data, 'type'), data.relationship_type]
    .filter((type): type is string => typeof type === 'string')
    .map((type) => type.toLowerCase());
}

function lower(values: readonly string[]): ReadonlySet<string> {
  return new Set(values.map((value) => value.toLowerCase()));
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function atLeast(value: unknown, least: number): boolean {
  return typeof value !== 'number' || value >= least;
}
