import { BundleCollector } from '../bundle/bundle.ts';
import type { Stamp } from '../bundle/stamp.ts';
import type { ContextBundle, SendResult } from '../define/context.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { QueuePort } from '../ports/queue.ts';
import type { StixObject } from '../stix/object.ts';
import type { RunWork } from './work.ts';

/** What one run has sent so far. */
export interface RunTotals {
  objects: number;
  parts: number;
  refused: number;
}

export interface RunBundleOptions {
  readonly queue: QueuePort;
  readonly work: RunWork;
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
  /** What the handler says about its sendings, for the end of the work. */
  readonly messages: string[] = [];
  readonly #bundle: BundleCollector;
  readonly #options: RunBundleOptions;

  constructor(options: RunBundleOptions) {
    this.#options = options;
    this.#bundle = new BundleCollector({ stamp: options.stamp });
  }

  get size(): number {
    return this.#bundle.size;
  }

  add<T extends StixObject>(object: T): T {
    return this.#bundle.add(object);
  }

  addAll(objects: Iterable<StixObject>): void {
    this.#bundle.addAll(objects);
  }

  /** @throws AbortError when the run was stopped, PlatformError when the platform refuses. */
  async send(message?: string): Promise<SendResult> {
    const { queue, work, metrics, signal, companions, onAccepted } = this.#options;
    signal.throwIfAborted();
    if (this.size === 0) return { parts: 0, refused: [] };
    for (const companion of companions) this.#bundle.add(companion);
    const objects = this.#bundle.drain();
    metrics.recordsSent(objects.length);
    const { id, multiPart } = await work.open(signal);
    const receipt = await queue.send(objects, { workId: id, multiPart, signal });
    metrics.bundlesSent(receipt.parts);
    this.totals.objects += objects.length;
    this.totals.parts += receipt.parts;
    this.totals.refused += receipt.refused.length;
    if (message) this.messages.push(message);
    onAccepted();
    return receipt;
  }
}
