import { BundleCollector } from '../bundle/bundle.ts';
import type { Stamp } from '../bundle/stamp.ts';
import type { ContextBundle, Log, SendResult } from '../define/context.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { QueuePort } from '../ports/queue.ts';
import type { StixObject } from '../stix/object.ts';
import { relationship } from '../stix/relationship.ts';
import { validate } from '../stix/validate.ts';
import type { RunWork } from './work.ts';

/** What one run has sent so far. */
export interface RunTotals {
  objects: number;
  parts: number;
  refused: number;
}

/** Refused objects that are logged one by one; the rest is only counted. */
const LOGGED_REFUSALS = 20;
/** Refused objects that the work names. */
const NAMED_REFUSALS = 3;

export interface RunBundleOptions {
  readonly log: Log;
  readonly queue: Pick<QueuePort, 'send'>;
  readonly work: Pick<RunWork, 'open'>;
  readonly metrics: Metrics;
  readonly signal: AbortSignal;
  /** Author, marking and references put on what has none. */
  readonly stamp: Stamp;
  /** Objects that each sending needs to be understood, such as the author. */
  readonly companions: readonly StixObject[];
  /** Called after the platform has accepted everything that was added. */
  readonly onAccepted: () => void;
}

/** The bundle of one run: collects, deduplicates, and sends under the work of the run. */
export class RunBundle implements ContextBundle {
  readonly totals: RunTotals = { objects: 0, parts: 0, refused: 0 };
  /** True when the counters of the work may be too high. */
  uncertain = false;
  /** What the handler says about its sendings, for the end of the work. */
  readonly messages: string[] = [];
  readonly #named: string[] = [];
  /** Adds the relationship that it makes. */
  readonly relate: typeof relationship = (...given) => this.add(relationship(...given));
  readonly #bundle: BundleCollector;
  readonly #options: RunBundleOptions;
  #refused: { readonly id: string; readonly reason: string }[] = [];

  constructor(options: RunBundleOptions) {
    this.#options = options;
    this.#bundle = new BundleCollector({ stamp: options.stamp });
  }

  get size(): number {
    return this.#bundle.size;
  }

  add<T extends StixObject>(object: T): T {
    const [flaw] = validate(object);
    if (!flaw) return this.#bundle.add(object);
    this.#refuse(String(object?.id ?? 'an object without id'), `${flaw.path} ${flaw.reason}`);
    return object;
  }

  addAll(objects: Iterable<StixObject>): void {
    for (const object of objects) this.add(object);
  }

  #refuse(id: string, reason: string): void {
    this.#refused.push({ id, reason });
    this.totals.refused += 1;
    if (this.#named.length < NAMED_REFUSALS) this.#named.push(`${id}: ${reason}`);
    if (this.totals.refused <= LOGGED_REFUSALS) this.#options.log.warn('object refused', { stix_id: id, reason });
  }

  /** @throws AbortError when the run was stopped, PlatformError when the platform refuses. */
  async send(message?: string): Promise<SendResult> {
    const { queue, work, metrics, signal, companions, onAccepted } = this.#options;
    signal.throwIfAborted();
    if (this.size === 0) return { parts: 0, refused: this.#takeRefused() };
    for (const companion of companions) this.#bundle.add(companion);
    const objects = this.#bundle.drain();
    metrics.recordsSent(objects.length);
    const { id, multiPart } = await work.open(signal);
    const receipt = await queue.send(objects, { workId: id, multiPart, signal });
    metrics.bundlesSent(receipt.parts);
    this.uncertain ||= receipt.uncertain === true;
    this.totals.objects += objects.length;
    this.totals.parts += receipt.parts;
    for (const { id, reason } of receipt.refused) this.#refuse(id, reason);
    if (message) this.messages.push(message);
    onAccepted();
    return { parts: receipt.parts, refused: this.#takeRefused() };
  }

  /** A sentence about everything that was sent and refused. */
  summary(): string {
    const { objects, parts, refused } = this.totals;
    const counts = `${objects} objects sent in ${parts} parts, ${refused} refused`;
    const named = refused === 0 ? [] : [`refused: ${this.#named.join('; ')}${refused > NAMED_REFUSALS ? '; …' : ''}`];
    return `${[...this.messages, counts, ...named].join('. ')}.`;
  }

  #takeRefused() {
    const refused = this.#refused;
    this.#refused = [];
    return refused;
  }
}
