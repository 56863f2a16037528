import type { StreamEvent } from '@opencti-connectors/core';
import {
  deterministicId,
  openctiValue,
  type StixObject,
  TLP_NAMES,
  tlpId,
  tlpMarking,
  withOpenctiExtension,
} from '@opencti-connectors/core/stix';
import { labelsOf, tlpOf } from './filters.ts';
import { type Action, actionsOf } from './meaning.ts';
import type { Settings } from './settings.ts';

/** One line of JSON for a receiver, in two parts that need not be copied together, with the event that it came of. */
export interface Item {
  readonly event: StreamEvent;
  readonly head: string;
  readonly tail: string;
}

/** The line as one text. */
export function textOf({ head, tail }: Item): string {
  return head + tail;
}

/** Authors that are remembered, to be put into bundles. */
const AUTHORS = 1_000;
const MARKINGS = new Map(TLP_NAMES.map((name) => [tlpId(name), tlpMarking(name)]));

export interface MapperOptions extends Pick<Settings, 'format' | 'ended' | 'maxTlp'> {
  /** For links to pages of the platform. */
  readonly platformUrl: string;
  readonly now: () => Date;
}

/** Makes what a receiver gets of events; an event may make nothing in a format that has no place for it. */
export class Mapper {
  readonly #options: MapperOptions;
  readonly #authors = new Map<string, StixObject>();

  constructor(options: MapperOptions) {
    this.#options = options;
  }

  items(events: readonly StreamEvent[]): Item[] {
    if (this.#options.format === 'event') return events.map(asItCame);
    return events.flatMap((event) => this.#texts(event).map((head) => ({ event, head, tail: '' })));
  }

  #texts(event: StreamEvent): string[] {
    if (event.data.type === 'identity') this.#remember(event.data);
    const actions = actionsOf(event, this.#options.ended, this.#options.now());
    return actions.flatMap((action) => this.#mapped(action, event) ?? []).map((value) => JSON.stringify(value));
  }

  #mapped(action: Action, event: StreamEvent): unknown {
    if (this.#options.format === 'bundle') return this.#bundle(action, event);
    if (this.#options.format === 'indicator') return flat(action, event, this.#options.platformUrl);
    const { object, previousId, id } = action;
    const previous = previousId === undefined ? {} : { previous_id: previousId };
    return { action: action.action, event_id: event.id, opencti_id: id, stix_id: object.id, ...previous, object };
  }

  #remember(author: StixObject): void {
    this.#authors.delete(author.id);
    this.#authors.set(author.id, author);
    const [oldest] = this.#authors.keys();
    if (this.#authors.size > AUTHORS && oldest) this.#authors.delete(oldest);
  }

  /** With what it refers to, as far as that is known; a deletion says so in OpenCTI's own words. */
  #bundle({ action, object, previousId }: Action, event: StreamEvent): unknown {
    const markings = Array.isArray(object.object_marking_refs) ? object.object_marking_refs : [];
    const author = this.#authors.get(String(object.created_by_ref ?? ''));
    const known = [author, ...markings.map((id) => MARKINGS.get(String(id)))].filter((one) => one !== undefined);
    const subject = action === 'delete' ? withOpenctiExtension(object, { opencti_operation: 'delete' }) : object;
    const id = deterministicId('bundle', { event: event.id, object: object.id, action });
    const replaced = previousId === undefined ? {} : { x_opencti_previous_id: previousId };
    return {
      type: 'bundle',
      id,
      objects: [...known.filter(({ id }) => id !== object.id), { ...subject, ...replaced }],
    };
  }
}

/** With its place and kind in front: nothing is printed again. */
function asItCame(event: StreamEvent): Item {
  const head = `{"id":${JSON.stringify(event.id)},"event":"${event.type}",`;
  return { event, head, tail: event.text.slice(event.text.indexOf('{') + 1) };
}

const VALUE_TYPES = /^(domain-name|ipv[46]-addr|url|email-addr|mac-addr|hostname|file|user-agent|text|mutex)$/;

/** The fields that detection tools ask for; undefined for what is neither indicator nor observable with a value. */
function flat({ action, id, object, previousId }: Action, event: StreamEvent, platformUrl: string): unknown {
  const isIndicator = object.type === 'indicator';
  if (!isIndicator && !VALUE_TYPES.test(object.type)) return undefined;
  const section = isIndicator ? 'observations/indicators' : 'observations/observables';
  return {
    action,
    event_id: event.id,
    opencti_id: id,
    stix_id: object.id,
    ...(previousId === undefined ? {} : { previous_id: previousId }),
    type: object.type,
    name: object.name ?? object.value,
    values: valuesOf(object),
    ...(isIndicator ? { pattern: object.pattern, pattern_type: object.pattern_type } : {}),
    indicator_types: object.indicator_types,
    score: openctiValue(object, 'score'),
    confidence: object.confidence,
    detection: openctiValue(object, 'detection'),
    tlp: tlpOf(object.object_marking_refs),
    labels: labelsOf(object),
    valid_from: object.valid_from,
    valid_until: object.valid_until,
    revoked: object.revoked === true,
    created_by: object.created_by_ref ?? openctiValue(object, 'created_by_ref'),
    url: `${platformUrl.replace(/\/+$/, '')}/dashboard/${section}/${id}`,
  };
}

function valuesOf(object: StixObject): unknown {
  const observed = openctiValue(object, 'observable_values');
  if (Array.isArray(observed)) return observed;
  const hashes = typeof object.hashes === 'object' && object.hashes !== null ? Object.entries(object.hashes) : [];
  const own = object.value === undefined ? [] : [{ type: object.type, value: object.value }];
  return [...own, ...hashes.map(([type, value]) => ({ type, value }))];
}
