import type { StreamBatch, StreamEvent, StreamHandler } from '../define/stream.ts';
import { PlatformError } from '../errors.ts';
import { describeFailure } from './failure.ts';
import type { StreamDriverOptions, StreamPorts } from './stream.ts';
import type { StreamDelivery } from './stream-delivery.ts';
import type { FeedbackSender } from './stream-feedback.ts';
import type { PositionKeeper } from './stream-keeper.ts';
import { StreamLanes } from './stream-lanes.ts';
import { StreamOutlet } from './stream-outlet.ts';
import { msOf, PositionLedger } from './stream-position.ts';
import { Reopen, StreamReader } from './stream-reader.ts';
import { firstStart, type StreamStart } from './stream-start.ts';

/** Why following ended: stopped, `once` and all is done, or the state is no longer ours. */
export type TenureEnd = 'stopped' | 'done' | 'reset' | 'foreign';

export interface TenureOptions extends StreamDriverOptions {
  readonly start: StreamStart | undefined;
  readonly lanes: number;
  readonly batch: StreamBatch;
  readonly accepts: (event: StreamEvent) => boolean;
  readonly userId: string | null | undefined;
  readonly dataDirVariable: string;
}

interface Parts {
  readonly handler: StreamHandler;
  readonly delivery: StreamDelivery;
  readonly keeper: PositionKeeper;
  readonly feedback: FeedbackSender;
}

const SAVE_EVERY_MS = 5_000;
const DRAIN_MS = 6_000;
const RECONNECT_MS = 1_000;
const RECONNECT_MAX_MS = 30_000;
const REFUSED_MS = 30_000;
/** An idle stream moves its position by heartbeats only: stored more rarely. */
const IDLE_SAVES = 6;

const REFUSALS = new Set(['STREAM_STOPPED', 'STREAM_UNKNOWN', 'STREAM_FORBIDDEN', 'STREAM_ERROR', 'AUTH_REQUIRED']);

/** Following the stream from one position, for as long as the state on the platform is ours. */
export class StreamTenure {
  readonly #ports: StreamPorts;
  readonly #options: TenureOptions;
  readonly #parts: Parts;
  readonly #ledger = new PositionLedger();
  readonly #lanes: StreamLanes;
  readonly #outlet: StreamOutlet;
  readonly #reader: StreamReader;
  /** Ends deliveries under way. */
  readonly #giveUp = new AbortController();
  /** Ends reading when the state is no longer ours. */
  readonly #over = new AbortController();
  #end: TenureEnd = 'stopped';
  #saved: string | undefined;
  /** Resolves when there is a first position: until it is stored, a crash would forget where following began. */
  readonly #first = Promise.withResolvers<void>();
  #deliveredSince = false;
  #ticks = 0;
  #failedRecoveries = 0;
  /** The stream gave something since it was last opened. */
  #hasOpened = false;

  constructor(ports: StreamPorts, options: TenureOptions, parts: Parts) {
    this.#ports = ports;
    this.#options = options;
    this.#parts = parts;
    this.#lanes = new StreamLanes({
      lanes: options.lanes,
      batch: options.batch,
      deliver: (events, signal) => parts.delivery.deliver(events, signal),
      onDone: () => {
        this.#deliveredSince = true;
        this.#ledger.advance();
        this.#outlet.progressed();
      },
    });
    this.#outlet = new StreamOutlet({
      ...{ clock: ports.clock, log: ports.log, readiness: ports.sinkReadiness, spool: ports.spool },
      ...{ lanes: this.#lanes, ledger: this.#ledger, giveUp: this.#giveUp.signal },
      ...{ userId: options.userId, dataDirVariable: options.dataDirVariable, patienceMs: options.patienceMs },
    });
    const start = options.start ?? firstStart(options.settings);
    this.#saved = options.start?.start;
    this.#reader = new StreamReader(start, {
      ledger: this.#ledger,
      log: ports.log,
      userId: options.userId,
      accepts: options.accepts,
      deliver: (event, entry) => this.#outlet.take(event, entry),
      onUnreadable: ({ id, event, data: text }, reason, entry) =>
        void this.#unreadable(id ?? '', event, text, reason, entry),
    });
  }

  async run(stop: AbortSignal): Promise<TenureEnd> {
    const { metrics } = this.#ports;
    const reading = AbortSignal.any([stop, this.#over.signal]);
    const saving = new AbortController();
    const saver = this.#saveNowAndThen(saving.signal);
    metrics.state('running');
    metrics.runStarted();
    try {
      const done = await this.#openAndFollow(reading);
      if (this.#over.signal.aborted) this.#giveUp.abort(this.#over.signal.reason);
      else await this.#drain(stop);
      if (done) this.#end = 'done';
    } finally {
      saving.abort();
      await saver;
      metrics.state('idle');
    }
    if (!this.#over.signal.aborted) await this.#lastSave();
    return this.#end;
  }

  async #openAndFollow(signal: AbortSignal): Promise<boolean> {
    try {
      await this.#outlet.open(signal);
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
    return this.#follow(signal);
  }

  /** Opens the stream again and again. @returns true when `once` and all is read. */
  async #follow(signal: AbortSignal): Promise<boolean> {
    const { clock, streamReadiness } = this.#ports;
    const { reconnectMs = RECONNECT_MS, refusedMs = REFUSED_MS } = this.#options;
    for (let failures = 0; !signal.aborted; ) {
      try {
        this.#hasOpened = false;
        if (await this.#readOn(signal)) return true;
        streamReadiness.notReady('the platform ended the live stream');
      } catch (error) {
        if (signal.aborted) return false;
        if (error instanceof Reopen) continue;
        if (!PlatformError.isInstance(error)) throw error;
        streamReadiness.notReady(error.message);
        if (this.#dropsRecovery(error)) continue;
        if (REFUSALS.has(error.code)) {
          await clock.sleep(jitter(refusedMs), signal).catch(() => undefined);
          continue;
        }
      }
      failures = this.#hasOpened ? 1 : failures + 1;
      const ceiling = Math.min(RECONNECT_MAX_MS, reconnectMs * 2 ** Math.min(failures - 1, 10));
      await clock.sleep(Math.random() * ceiling, signal).catch(() => undefined);
    }
    return false;
  }

  async #readOn(signal: AbortSignal): Promise<boolean> {
    const { stream, streamReadiness } = this.#ports;
    const { settings, once } = this.#options;
    const reader = this.#reader;
    const recover = reader.recover === 'now' ? undefined : reader.recover;
    const opened = await stream.open({ ...settings, start: reader.start, recover }, signal);
    for await (const messages of opened) {
      for (const message of messages) reader.take(message);
      if (!this.#hasOpened) streamReadiness.ready();
      this.#hasOpened = true;
      if (this.#ledger.position !== undefined) this.#first.resolve();
      this.#count();
      await this.#outlet.settle(signal);
      if (once && reader.isCaughtUp) return true;
    }
    return false;
  }

  #count(): void {
    const { streamMetrics } = this.#ports;
    const { read, filtered } = this.#reader.counts;
    this.#reader.counts = { read: 0, filtered: 0 };
    streamMetrics.read(read);
    streamMetrics.filtered(filtered);
    streamMetrics.pending(this.#lanes.pending);
    streamMetrics.spooled(this.#ports.spool?.bytes ?? 0);
  }

  /** Some users get an error in place of a refused recovery, every time (protocol.md, trap 30). */
  #dropsRecovery({ code }: PlatformError): boolean {
    if (code !== 'STREAM_ERROR' || !this.#reader.isRecovering) return false;
    this.#failedRecoveries += 1;
    if (this.#failedRecoveries < 2) return false;
    this.#ports.log.warn('history is not read: the platform cannot list it for this user and stream');
    this.#reader.withoutRecovery();
    return true;
  }

  /** A message that makes no sense would come again for ever: it is kept where there is a folder, and said in any case. */
  async #unreadable(id: string, type: string, text: string, reason: string, entry: { done: boolean }): Promise<void> {
    const { deadLetters, log, metrics, clock, streamMetrics } = this.#ports;
    log.error('message of the live stream makes no sense, it is left out', { event_id: id, event: type, reason });
    metrics.failed();
    try {
      await deadLetters?.put([{ id, type, reason, at: clock.now().toISOString(), text }]);
      if (deadLetters) streamMetrics.deadLettered(1);
    } catch (error) {
      log.error('dead letter could not be kept', { event_id: id, error });
    }
    entry.done = true;
    this.#ledger.advance();
  }

  /** What is in hand is delivered: after a stop as long as there is time, with `once` as long as it takes. */
  async #drain(stop: AbortSignal): Promise<void> {
    const { drainMs = DRAIN_MS } = this.#options;
    const hurry = () => setTimeout(() => this.#giveUp.abort(new Error('stopped')), drainMs).unref();
    if (stop.aborted) hurry();
    else stop.addEventListener('abort', hurry, { once: true });
    await this.#outlet.idle(this.#giveUp.signal).catch(() => undefined);
    if (this.#lanes.pending > 0)
      this.#ports.log.info('events not delivered in time come again', { events: this.#lanes.pending });
  }

  async #saveNowAndThen(signal: AbortSignal): Promise<void> {
    const { clock, streamMetrics } = this.#ports;
    let first: Promise<void> | undefined = this.#saved === undefined ? this.#first.promise : undefined;
    while (!signal.aborted) {
      const pause = clock.sleep(this.#options.saveEveryMs ?? SAVE_EVERY_MS, signal).catch(() => undefined);
      await (first ? Promise.race([pause, first]) : pause);
      if (signal.aborted) return;
      first = undefined;
      this.#ledger.advance();
      const { position } = this.#ledger;
      if (position !== undefined) streamMetrics.lag(Math.max(0, (clock.now().getTime() - msOf(position)) / 1_000));
      this.#ticks += 1;
      const isDue =
        this.#deliveredSince || this.#outlet.hasUnsynced || this.#saved === undefined || this.#ticks >= IDLE_SAVES;
      if (!isDue) continue;
      await this.#trySave(signal);
    }
  }

  async #trySave(signal: AbortSignal): Promise<void> {
    const { readiness } = this.#ports;
    try {
      const found = await this.#save(signal);
      readiness.ready();
      if (found === 'same') return;
      this.#end = found;
      this.#over.abort(new Error(found));
    } catch (error) {
      if (signal.aborted) return;
      if (!PlatformError.isInstance(error)) this.#ports.log.error('the position could not be stored', { error });
      readiness.notReady(describeFailure(error));
    }
  }

  /** What was delivered and what is on disk becomes lasting, then what goes back about it is sent, then the position moves. */
  async #save(signal: AbortSignal): Promise<'same' | 'reset' | 'foreign'> {
    const { handler, feedback, keeper } = this.#parts;
    this.#deliveredSince = false;
    this.#ticks = 0;
    await this.#outlet.sync();
    const { position } = this.#ledger;
    const { delivered } = this.#outlet;
    await handler.flush?.();
    await feedback.flush(signal);
    await this.#outlet.release(delivered);
    if (this.#options.isDry || position === undefined || position === this.#saved) return 'same';
    const found = await keeper.save(position, this.#reader.recover, signal);
    if (found === 'same') this.#saved = position;
    return found;
  }

  async #lastSave(): Promise<void> {
    this.#ledger.advance();
    const { log } = this.#ports;
    if (this.#options.isDry) return;
    try {
      const found = await this.#save(AbortSignal.timeout(3_000));
      if (found !== 'same') log.warn('the position was not stored: the state on the platform is not ours', { found });
      else log.info('position stored', { position: this.#saved });
    } catch (error) {
      log.warn('the position could not be stored: events since the last storing come again', { error });
    }
  }
}

function jitter(ms: number): number {
  return ms / 2 + (Math.random() * ms) / 2;
}
