import type { StreamBatch, StreamEvent } from '../define/stream.ts';
import type { LedgerEntry } from './stream-position.ts';

/** Events that may wait or be under way before nothing more is read. */
const MAX_EVENTS = 10_000;
const MAX_BYTES = 16_000_000;

/** An event that is not confirmed. */
export interface Waiting {
  readonly event: StreamEvent;
  /** What is marked when it is; another may take its place meanwhile. */
  entry: LedgerEntry;
  readonly number: number;
}

export interface LanesOptions {
  readonly lanes: number;
  readonly batch: StreamBatch;
  /** Resolves when a batch is done with; rejects only when stopped. */
  readonly deliver: (events: readonly StreamEvent[], signal: AbortSignal) => Promise<void>;
  /** Called after a batch, its entries being done. */
  readonly onDone: () => void;
  readonly maxEvents?: number;
}

interface Lane {
  waiting: Waiting[];
  underWay: readonly Waiting[];
  bytes: number;
  running: boolean;
  wake: (() => void) | undefined;
}

/** Batches of several lanes at once. An entity always goes through the same lane, so that its events stay in order. */
export class StreamLanes {
  readonly #options: LanesOptions;
  readonly #lanes: Lane[];
  readonly #maxEvents: number;
  /** Two batches for each lane: what waits longer only costs memory. */
  readonly #maxBytes: number;
  #events = 0;
  #pushed = 0;
  #bytes = 0;
  #room: (() => void)[] = [];
  #hurry = false;

  constructor(options: LanesOptions) {
    this.#options = options;
    this.#maxEvents = options.maxEvents ?? MAX_EVENTS;
    this.#maxBytes = Math.min(MAX_BYTES, 2 * options.lanes * (options.batch.bytes ?? MAX_BYTES));
    this.#lanes = Array.from({ length: options.lanes }, () => ({
      waiting: [],
      underWay: [],
      bytes: 0,
      running: false,
      wake: undefined,
    }));
  }

  /** Events that wait or are under way. */
  get pending(): number {
    return this.#events;
  }

  get isFull(): boolean {
    return this.#events >= this.#maxEvents || this.#bytes >= this.#maxBytes;
  }

  /** What waits or is under way, in the order of its arrival. */
  get unconfirmed(): Waiting[] {
    const all = this.#lanes.flatMap(({ underWay, waiting }) => [...underWay, ...waiting]);
    return all.sort((a, b) => a.number - b.number);
  }

  push(event: StreamEvent, entry: LedgerEntry, signal: AbortSignal): void {
    const lane = this.#lanes[this.#lanes.length === 1 ? 0 : hash(event.entityId) % this.#lanes.length];
    if (!lane) return;
    lane.waiting.push({ event, entry, number: this.#pushed++ });
    lane.bytes += event.text.length;
    this.#events += 1;
    this.#bytes += event.text.length;
    if (!lane.running) void this.#run(lane, signal);
    else if (lane.wake && this.#isBatch(lane)) lane.wake();
  }

  /** Resolves when there is room again. @throws the signal's reason. */
  async room(signal: AbortSignal): Promise<void> {
    while (this.isFull) await this.#settled(signal);
  }

  /** Delivers what waits without waiting for full batches; resolves when nothing is left. @throws the signal's reason. */
  async idle(signal: AbortSignal): Promise<void> {
    this.#hurry = true;
    for (const lane of this.#lanes) lane.wake?.();
    while (this.#events > 0) await this.#settled(signal);
    this.#hurry = false;
  }

  async #settled(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    this.#room.push(resolve);
    await promise.finally(() => signal.removeEventListener('abort', stop));
  }

  #isBatch({ waiting, bytes }: Lane): boolean {
    const { events, bytes: maxBytes = Number.POSITIVE_INFINITY } = this.#options.batch;
    return waiting.length >= events || bytes >= maxBytes;
  }

  async #run(lane: Lane, signal: AbortSignal): Promise<void> {
    lane.running = true;
    try {
      while (lane.waiting.length > 0) {
        await this.#fill(lane);
        const batch = this.#take(lane);
        lane.underWay = batch;
        await this.#options.deliver(
          batch.map(({ event }) => event),
          signal,
        );
        lane.underWay = [];
        this.#done(batch);
      }
    } catch {
      // Stopped: what is left was never confirmed, and comes again.
    } finally {
      lane.running = false;
    }
  }

  /** Waits for a full batch, at most as long as it may. */
  async #fill(lane: Lane): Promise<void> {
    const { waitMs = 0 } = this.#options.batch;
    if (waitMs === 0 || this.#hurry || this.#isBatch(lane)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, waitMs);
    lane.wake = resolve;
    await promise;
    clearTimeout(timer);
    lane.wake = undefined;
  }

  #take(lane: Lane): Waiting[] {
    const { events, bytes: maxBytes = Number.POSITIVE_INFINITY } = this.#options.batch;
    let bytes = 0;
    let count = 0;
    for (const { event } of lane.waiting) {
      if (count >= events || (count > 0 && bytes + event.text.length > maxBytes)) break;
      bytes += event.text.length;
      count += 1;
    }
    lane.bytes -= bytes;
    if (count < lane.waiting.length) return lane.waiting.splice(0, count);
    const all = lane.waiting;
    lane.waiting = [];
    return all;
  }

  #done(batch: readonly Waiting[]): void {
    for (const { event, entry } of batch) {
      entry.done = true;
      this.#bytes -= event.text.length;
    }
    this.#events -= batch.length;
    this.#options.onDone();
    const waiting = this.#room;
    this.#room = [];
    for (const resolve of waiting) resolve();
  }
}

/** FNV-1a: spreads ids over lanes. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}
