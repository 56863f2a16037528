import type { RefusedEvent, StreamEvent } from '@opencti-connectors/core';
import {
  note,
  openctiValue,
  type StixId,
  type StixObject,
  sighting,
  stixId,
  system,
} from '@opencti-connectors/core/stix';
import type { Item } from './mapping.ts';
import type { Settings } from './settings.ts';
import type { Delivered, Report } from './sinks/sink.ts';

/** What identifies an object and what its type cannot do without; the rest may have changed since, and stays as it is. */
const IDENTIFYING =
  'name pattern pattern_type valid_from value hashes identity_class is_family published content object_refs number ' +
  'report_types x_mitre_id created path relationship_type source_ref target_ref start_time stop_time';
const KEPT = new Set(['type', 'spec_version', 'id', ...IDENTIFYING.split(' ')]);
/** Changes that feedback itself makes on an object. */
const TOUCHED =
  /^\/(labels|external_references|modified|extensions\/[^/]+\/(labels|labels_ids|external_references|updated_at|modified_at))(\/|$)/;

/** They describe other objects: nothing is said about them, and our own come with what we send back. */
const DESCRIPTIONS = new Set(['label', 'external-reference', 'kill-chain-phase', 'marking-definition', 'vocabulary']);

type Options = Pick<Settings, 'feedback' | 'feedbackLabel' | 'name' | 'sink'>;

/** Makes what goes back to OpenCTI, and knows it again when it comes along the stream. */
export class Feedback {
  readonly #options: Options;
  readonly #kinds: ReadonlySet<string>;
  readonly #label: string;
  readonly #place: StixObject;

  constructor(options: Options) {
    this.#options = options;
    this.#kinds = new Set(options.feedback);
    this.#label = (options.feedbackLabel ?? `sent:${options.name}`).trim().toLowerCase();
    this.#place = system({ name: options.name });
  }

  /** About one batch: what was delivered, what was refused, and what the receiver reported. */
  objects(items: readonly Item[], { refused, reports }: Delivered): StixObject[] {
    if (this.#kinds.size === 0) return [];
    const byId = new Map(reports.map((report) => [report.id, report]));
    const refusedEvents = new Set(refused.map(({ event }) => event));
    const events = new Set(items.map(({ event }) => event));
    const taken = [...events].filter(
      (event) => event.type !== 'delete' && !DESCRIPTIONS.has(event.data.type) && !refusedEvents.has(event),
    );
    return [
      ...taken.flatMap((event) => this.#about(event, byId.get(event.entityId) ?? byId.get(event.data.id))),
      ...refused.flatMap((one) => this.refusal(one)),
    ];
  }

  /** A note on what was refused for good. */
  refusal({ event, reason }: RefusedEvent): StixObject[] {
    if (!this.#kinds.has('note') || event.type === 'delete') return [];
    return [this.#note(event, `${this.#options.name} refused this: ${reason}`)];
  }

  /** True for what an event tells of our own feedback: passing it on would go round for ever. */
  isOwn({ type, data, context, own }: StreamEvent): boolean {
    if (this.#kinds.size === 0) return false;
    if (type === 'update') return this.#isOwnUpdate(context.patch);
    if (data.id === this.#place.id) return own;
    if (data.type === 'label') return own && String(data.value).toLowerCase() === this.#label;
    if (data.type === 'external-reference') return own && data.source_name === this.#options.name;
    if (data.type === 'note') return own && String(data.abstract ?? '') === this.#abstract;
    const places = Array.isArray(data.where_sighted_refs) ? data.where_sighted_refs : [];
    return data.type === 'sighting' && own && places.includes(this.#place.id);
  }

  get #abstract(): string {
    return `Feedback of ${this.#options.name}`;
  }

  #isOwnUpdate(patch: unknown): boolean {
    if (!Array.isArray(patch) || patch.length === 0) return false;
    const operations = patch as readonly { readonly path?: unknown; readonly value?: unknown }[];
    if (!operations.every(({ path }) => TOUCHED.test(String(path)))) return false;
    const values = operations.flatMap(({ path, value }) =>
      /labels\b|external_references/.test(String(path)) ? [value].flat() : [],
    );
    const texts = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value ?? '')));
    // Ids of labels stand beside their texts, and say nothing.
    const telling = texts.filter((text) => !/^[0-9a-f-]{36}$/.test(text));
    return telling.length > 0 && telling.every((text) => text === this.#label || text.includes(this.#options.name));
  }

  #about(event: StreamEvent, report: Report | undefined): StixObject[] {
    const found = [this.#marked(event, report)];
    if (report?.note && this.#kinds.has('note')) found.push(this.#note(event, report.note));
    if (this.#kinds.has('sighting')) {
      const sightings = report?.sightings ?? [];
      if (sightings.length > 0) found.push(this.#place);
      found.push(...sightings.map((seen) => sighting(event.data, [this.#place], seen)));
    }
    return found.filter((object) => object !== undefined);
  }

  /** The object with our reference and label; undefined when it has both already. */
  #marked({ data, entityId }: StreamEvent, report: Report | undefined): StixObject | undefined {
    const isObservable = openctiValue(data, 'score') !== undefined && data.type !== 'indicator';
    const prefix = isObservable ? 'x_opencti_' : '';
    const reference = {
      source_name: this.#options.name,
      external_id: report?.external_id ?? entityId,
      ...(report?.url ? { url: report.url } : {}),
      description: `Delivered to ${this.#options.name}`,
    };
    const hasReference = JSON.stringify(openctiValue(data, 'external_references') ?? []).includes(
      JSON.stringify(reference.external_id),
    );
    const hasLabel = JSON.stringify(openctiValue(data, 'labels') ?? []).includes(JSON.stringify(this.#label));
    const addsReference = this.#kinds.has('reference') && !hasReference;
    const addsLabel = this.#kinds.has('label') && !hasLabel;
    if (!addsReference && !addsLabel) return undefined;
    const known = Object.fromEntries(Object.entries(data).filter(([key]) => KEPT.has(key)));
    return {
      ...(known as unknown as StixObject),
      ...(addsReference ? { [`${prefix}external_references`]: [reference] } : {}),
      ...(addsLabel ? { [`${prefix}labels`]: [this.#label] } : {}),
    };
  }

  /** The same words about the same object are the same note. */
  #note({ data }: StreamEvent, content: string): StixObject {
    const created = typeof data.created === 'string' ? data.created : '2020-01-01T00:00:00.000Z';
    const words = `${content} (${data.id})`;
    const id = stixId('note', { content: words, created });
    return note({ id, created, content: words, abstract: this.#abstract, object_refs: [data.id as StixId] });
  }
}
