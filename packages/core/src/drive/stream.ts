import type { Stream, StreamEvent, StreamHandler } from '../define/stream.ts';
import { PlatformError } from '../errors.ts';
import type { SourceHttp } from '../http/source-http.ts';
import type { QueuePort } from '../ports/queue.ts';
import type { Readiness } from '../ports/readiness.ts';
import type { DeadLetterPort, EventSpoolPort, LiveStreamPort, StreamMetrics } from '../ports/stream.ts';
import { describeFailure } from './failure.ts';
import type { Session, SessionPorts } from './session.ts';
import { StreamDelivery } from './stream-delivery.ts';
import { FeedbackSender } from './stream-feedback.ts';
import { PositionKeeper } from './stream-keeper.ts';
import { type StreamSettings, storedStart } from './stream-start.ts';
import { StreamTenure, type TenureEnd } from './stream-tenure.ts';

/** What a consumer of a live stream needs from outside. */
export interface StreamPorts extends SessionPorts {
  readonly queue: QueuePort;
  readonly http: SourceHttp;
  readonly stream: LiveStreamPort;
  readonly streamMetrics: StreamMetrics;
  readonly deadLetters: DeadLetterPort | undefined;
  /** Where events wait while the receiver is away; without one they wait on the platform. */
  readonly spool: EventSpoolPort | undefined;
  /** Readiness of the stream, and of where events go. */
  readonly streamReadiness: Readiness;
  readonly sinkReadiness: Readiness;
}

/** How a stream is followed. Times in milliseconds. */
export interface StreamDriverOptions {
  readonly settings: StreamSettings;
  readonly platformUrl: string;
  /** Ends when everything is delivered that was there at the start. */
  readonly once: boolean;
  /** Stores no position: the next run begins where this one did. */
  readonly isDry?: boolean;
  /** Between two storings of the position. */
  readonly saveEveryMs?: number;
  /** Time for events in hand to be delivered after a stop. */
  readonly drainMs?: number;
  /** Ceiling of the first wait after a lost connection; doubles. */
  readonly reconnectMs?: number;
  /** Wait after a refusal: a stopped, missing or forbidden stream. */
  readonly refusedMs?: number;
  /** How long a receiver may give no room before events go to the spool. */
  readonly patienceMs?: number;
  /** Silence of another process of the same id after which this one takes over. */
  readonly takeOverMs?: number;
}

const TAKE_OVER_MS = 60_000;
const LOOKS = 6;
const OPEN_FIRST_MS = 1_000;
const OPEN_MAX_MS = 60_000;

/**
 * Follows a live stream until it is stopped. At least once, in order for each entity: the position that is stored never
 * passes an event that is not accepted or kept as a dead letter.
 */
export class StreamDriver {
  readonly #definition: Stream;
  readonly #config: Readonly<Record<string, unknown>>;
  readonly #session: Session;
  readonly #ports: StreamPorts;
  readonly #options: StreamDriverOptions;
  readonly #keeper: PositionKeeper;
  readonly #feedback: FeedbackSender;

  /** After registration: the stored state is read. */
  constructor(
    definition: Stream,
    config: Readonly<Record<string, unknown>>,
    session: Session,
    ports: StreamPorts,
    options: StreamDriverOptions,
  ) {
    this.#definition = definition;
    this.#config = config;
    this.#session = session;
    this.#ports = ports;
    this.#options = options;
    this.#keeper = new PositionKeeper(session);
    this.#feedback = new FeedbackSender(ports, session.connectorId, definition.name);
  }

  /** @returns `done` only with `once`. */
  async drive(signal: AbortSignal): Promise<'done' | 'stopped'> {
    const handler = await this.#openHandler(signal);
    if (!handler) return 'stopped';
    try {
      for (;;) {
        const end = await this.#tenure(handler, signal);
        if (end === 'done' || end === 'stopped') return end;
        if (end === 'foreign' && !(await this.#standBy(signal))) return 'stopped';
        if (end === 'reset') this.#ports.log.info('state was reset on the platform: starting as at first');
        this.#keeper.adopt();
      }
    } finally {
      await this.#ports.spool
        ?.close()
        .catch((error: unknown) => this.#ports.log.error('the spool could not be closed', { error }));
      await handler
        .close?.()
        .catch((error: unknown) => this.#ports.log.error('the receiver could not be closed', { error }));
    }
  }

  /** Delivers the dead letters once more. Those refused again stay, with their new reason. @returns counts. */
  async replay(signal: AbortSignal): Promise<{ readonly delivered: number; readonly left: number }> {
    const { deadLetters } = this.#ports;
    const handler = deadLetters && (await this.#openHandler(signal));
    if (!handler) return { delivered: 0, left: 0 };
    const { replayDeadLetters } = await import('./stream-replay.ts');
    try {
      return await replayDeadLetters(this.#delivery(handler), deadLetters, signal);
    } finally {
      await handler.flush?.();
      await this.#feedback.flush(signal);
      await handler.close?.();
    }
  }

  async #tenure(handler: StreamHandler, signal: AbortSignal): Promise<TenureEnd> {
    const { accepts, lanes, batch } = this.#definition;
    const tenure = new StreamTenure(
      this.#ports,
      {
        ...this.#options,
        start: storedStart(this.#session.state),
        lanes: lanes?.(this.#config) ?? 1,
        batch: batch?.(this.#config) ?? { events: 1 },
        accepts: (event: StreamEvent) => accepts?.(event, this.#config) ?? true,
        userId: this.#session.registration?.userId,
        dataDirVariable: this.#dataDirVariable,
      },
      { handler, delivery: this.#delivery(handler), keeper: this.#keeper, feedback: this.#feedback },
    );
    return tenure.run(signal);
  }

  get #dataDirVariable(): string {
    return this.#definition.dataDirVariable ?? 'the folder for dead letters';
  }

  #delivery(handler: StreamHandler): StreamDelivery {
    const { deadLetters, streamMetrics, clock, log, sinkReadiness } = this.#ports;
    return new StreamDelivery(
      { clock, log, readiness: sinkReadiness },
      {
        handler,
        deadLetters,
        dataDirVariable: this.#dataDirVariable,
        metrics: streamMetrics,
      },
    );
  }

  /** Tries until the receiver opens. @returns undefined when stopped before. */
  async #openHandler(signal: AbortSignal): Promise<StreamHandler | undefined> {
    const { sinkReadiness, clock } = this.#ports;
    for (let wait = OPEN_FIRST_MS; !signal.aborted; wait = Math.min(OPEN_MAX_MS, wait * 2)) {
      try {
        const handler = await this.#makeHandler(signal);
        sinkReadiness.ready();
        return handler;
      } catch (error) {
        if (signal.aborted) break;
        sinkReadiness.notReady(describeFailure(error));
        if (this.#options.once) throw error;
        await clock.sleep(wait / 2 + (Math.random() * wait) / 2, signal).catch(() => undefined);
      }
    }
    return undefined;
  }

  async #makeHandler(signal: AbortSignal): Promise<StreamHandler> {
    const { log, http, clock, sinkReadiness } = this.#ports;
    const { open, onEvent } = this.#definition;
    const ctx = {
      config: this.#config,
      log,
      http,
      signal,
      now: () => clock.now(),
      feedback: this.#feedback,
      platformUrl: this.#options.platformUrl,
      ready: (reason?: string) => (reason === undefined ? sinkReadiness.ready() : sinkReadiness.notReady(reason)),
    };
    if (open) return open(ctx);
    if (!onEvent) throw new Error(`${this.#definition.slug}: a stream needs onEvent or open`);
    return {
      async deliver(events) {
        for (const event of events) await onEvent(ctx, event);
      },
    };
  }

  /**
   * Another process with this id follows the stream (decision 16): this one delivers nothing, and takes over when the
   * other has moved nothing for a while, as in a rolling update. @returns false when stopped.
   */
  async #standBy(signal: AbortSignal): Promise<boolean> {
    const { log, clock, streamReadiness, platform } = this.#ports;
    const { takeOverMs = TAKE_OVER_MS } = this.#options;
    log.warn('another process with this connector id follows the stream: this one has stopped delivering');
    streamReadiness.notReady('another process with this CONNECTOR_ID follows the stream; this one only stands by');
    this.#session.passive = true;
    let last: string | null | undefined;
    for (let same = 0; same < LOOKS; ) {
      await clock.sleep(takeOverMs / LOOKS, signal).catch(() => undefined);
      if (signal.aborted) return false;
      try {
        const found = await platform.readState(this.#session.connectorId, { signal, attempts: 1 });
        same = found === last ? same + 1 : 0;
        last = found;
      } catch (error) {
        if (!PlatformError.isInstance(error)) throw error;
        same = 0;
      }
    }
    this.#session.state.load(last ?? null);
    this.#session.passive = false;
    log.info('the other process has stored nothing for a while: this one takes over');
    return true;
  }
}
