import type { Log } from '../define/context.ts';
import type { StreamEvent } from '../define/stream.ts';
import type { Clock } from '../ports/clock.ts';
import type { Readiness } from '../ports/readiness.ts';
import type { EventSpoolPort, SpooledEvent } from '../ports/stream.ts';
import { describeFailure } from './failure.ts';
import { isDataEvent, readEvent } from './stream-event.ts';
import type { StreamLanes } from './stream-lanes.ts';
import type { LedgerEntry, PositionLedger } from './stream-position.ts';

export interface OutletOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Of the receiver. */
  readonly readiness: Readiness;
  readonly lanes: StreamLanes;
  readonly ledger: PositionLedger;
  readonly spool: EventSpoolPort | undefined;
  readonly userId: string | null | undefined;
  /** Variable that names the folder of the spool, for messages. */
  readonly dataDirVariable: string;
  /** Ends deliveries under way. */
  readonly giveUp: AbortSignal;
  /** How long a receiver may give no room, or confirm nothing, before events go to the disk; milliseconds. */
  readonly patienceMs: number | undefined;
}

const PATIENCE_MS = 2_000;
/** A receiver that confirms nothing for so many times the patience is away, though there is room. */
const STUCK = 5;
const RETRY_MS = 1_000;
const SHORT_MS = 50;
/** Events on the disk that a failing machine may lose: they come again. */
const MAX_UNSYNCED = 10_000;

interface Read {
  readonly event: StreamEvent;
  readonly entry: LedgerEntry;
}

/**
 * The way from reading to delivery: straight into the lanes while they have room, over the disk while the receiver is
 * away. What is in the lanes then goes to the disk first, so that everything there is older than what is read after it.
 */
export class StreamOutlet {
  readonly #options: OutletOptions;
  readonly #patienceMs: number;
  #isSpooling = false;
  #draining: Promise<void> = Promise.resolve();
  /** Read while spooling, on their way to the disk. */
  #read: Read[] = [];
  /** Entries of the stream whose events are in the spool: confirmed when it is synced. */
  #unsynced: LedgerEntry[] = [];
  /** Entries of events of the spool that are in the lanes, oldest first. */
  #inHand: LedgerEntry[] = [];
  #progressAt = 0;

  constructor(options: OutletOptions) {
    this.#options = options;
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS;
  }

  /** Goes on with what an earlier process left; waits for a folder that can be used. @throws the signal's reason. */
  async open(signal: AbortSignal): Promise<void> {
    const { spool, log, readiness } = this.#options;
    if (!spool) return;
    while (!(await this.#opens(spool, signal)));
    readiness.ready();
    if (spool.isDrained) return;
    log.info('events wait on disk, they are delivered first', { bytes: spool.bytes });
    this.#startDraining(signal);
  }

  take(event: StreamEvent, entry: LedgerEntry): void {
    const { lanes, clock, giveUp } = this.#options;
    if (this.#isSpooling) {
      this.#read.push({ event, entry });
      return;
    }
    if (lanes.pending === 0) this.#progressAt = clock.now().getTime();
    lanes.push(event, entry, giveUp);
  }

  /** Told of each batch that is done with. */
  progressed(): void {
    this.#progressAt = this.#options.clock.now().getTime();
  }

  /** Resolves when more may be read. @throws the signal's reason. */
  async settle(signal: AbortSignal): Promise<void> {
    const { lanes, spool } = this.#options;
    if (spool && this.#isSpooling) return this.#spoolRead(spool, signal);
    while (lanes.isFull || (spool && this.#isStuck())) {
      if (!spool) return lanes.room(signal);
      if (await this.#hasRoomSoon(signal)) return;
      if (await this.#begin(spool, signal)) return;
    }
  }

  /** True when the position can move by `sync`. */
  get hasUnsynced(): boolean {
    return this.#unsynced.length > 0;
  }

  /** Makes what is on the disk last, and confirms it to the stream. */
  async sync(): Promise<void> {
    const { spool, ledger } = this.#options;
    if (!spool || this.#unsynced.length === 0) return;
    const synced = this.#unsynced.length;
    await spool.sync();
    for (const entry of this.#unsynced.splice(0, synced)) entry.done = true;
    ledger.advance();
  }

  /** Events of the spool that are delivered, counted from the oldest without a gap. */
  get delivered(): number {
    const waiting = this.#inHand.findIndex(({ done }) => !done);
    return waiting < 0 ? this.#inHand.length : waiting;
  }

  /** Lets go of so many delivered events of the spool. */
  async release(count: number): Promise<void> {
    if (count === 0) return;
    await this.#options.spool?.release(count);
    this.#inHand.splice(0, count);
  }

  /** Resolves when nothing waits; after the end of reading, when nothing is in the lanes. @throws the signal's reason. */
  async idle(signal: AbortSignal): Promise<void> {
    await this.#draining;
    await this.#options.lanes.idle(signal);
  }

  async #opens(spool: EventSpoolPort, signal: AbortSignal): Promise<boolean> {
    return spool.open().then(
      () => true,
      async (error: unknown) => {
        await this.#failed(error, signal);
        return false;
      },
    );
  }

  async #hasRoomSoon(signal: AbortSignal): Promise<boolean> {
    const { lanes } = this.#options;
    if (!lanes.isFull) return !this.#isStuck();
    const patience = AbortSignal.any([signal, AbortSignal.timeout(this.#patienceMs)]);
    await lanes.room(patience).catch(() => signal.throwIfAborted());
    return !lanes.isFull;
  }

  #isStuck(): boolean {
    const { lanes, clock } = this.#options;
    return lanes.pending > 0 && clock.now().getTime() - this.#progressAt > STUCK * this.#patienceMs;
  }

  /** @returns false when the disk does not take what is in the lanes: they are waited for a little longer. */
  async #begin(spool: EventSpoolPort, signal: AbortSignal): Promise<boolean> {
    const { lanes, log } = this.#options;
    const known = new Set(this.#inHand);
    const pending = lanes.unconfirmed.filter(({ entry }) => !known.has(entry));
    try {
      await spool.append(pending.map(spooled), true);
    } catch (error) {
      await this.#failed(error, signal);
      return false;
    }
    for (const waiting of pending) {
      this.#unsynced.push(waiting.entry);
      waiting.entry = { done: waiting.entry.done, boundary: undefined };
      this.#inHand.push(waiting.entry);
    }
    log.info('the receiver gives no room: events are kept on disk meanwhile', { events: pending.length });
    this.#startDraining(signal);
    return true;
  }

  async #spoolRead(spool: EventSpoolPort, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    if (this.#read.length === 0) return;
    if (spool.isFull) log.warn('no more is kept on disk: the stream is read on when the receiver has taken some');
    while (spool.isFull) await clock.sleep(SHORT_MS, signal);
    while (!(await this.#append(spool, signal)));
    if (this.#unsynced.length >= MAX_UNSYNCED) await this.sync();
  }

  async #append(spool: EventSpoolPort, signal: AbortSignal): Promise<boolean> {
    const read = this.#read;
    try {
      await spool.append(read.map(spooled));
    } catch (error) {
      await this.#failed(error, signal);
      return false;
    }
    for (const { entry } of read) this.#unsynced.push(entry);
    this.#read = [];
    return true;
  }

  async #failed(error: unknown, signal: AbortSignal): Promise<void> {
    const { readiness, clock, dataDirVariable } = this.#options;
    readiness.notReady(`${dataDirVariable}: ${describeFailure(error)}`);
    await clock.sleep(RETRY_MS, signal);
  }

  #startDraining(signal: AbortSignal): void {
    this.#isSpooling = true;
    this.#draining = this.#drain(signal).catch(() => undefined);
  }

  /** From the disk into the lanes, until nothing is left there. @throws the signal's reason. */
  async #drain(signal: AbortSignal): Promise<void> {
    const { lanes, spool, clock, log } = this.#options;
    while (spool) {
      await lanes.room(signal);
      const events = await spool.take().catch((error: unknown) => this.#failed(error, signal));
      for (const event of events ?? []) this.#deliver(event);
      if (!spool.isDrained) continue;
      if (this.#read.length === 0) break;
      await clock.sleep(SHORT_MS, signal);
    }
    this.#isSpooling = false;
    log.info('nothing waits on disk any more');
  }

  #deliver({ id, type, text }: SpooledEvent): void {
    const { lanes, userId, log, giveUp } = this.#options;
    const entry: LedgerEntry = { done: false, boundary: undefined };
    this.#inHand.push(entry);
    const event = isDataEvent(type) && readEvent(type, { event: type, id, data: text }, userId);
    if (event && !('reason' in event)) {
      lanes.push(event, entry, giveUp);
      return;
    }
    log.error('an event on disk makes no sense, it is left out', { event_id: id });
    entry.done = true;
  }
}

function spooled({ event: { id, type, text } }: Read): SpooledEvent {
  return { id, type, text };
}
