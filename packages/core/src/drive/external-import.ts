import type { z } from 'zod';
import type { ExternalImport, ExternalImportContext } from '../define/external-import.ts';
import { PlatformError, SourceError } from '../errors.ts';
import type { SourceHttp } from '../http/source-http.ts';
import type { QueuePort } from '../ports/queue.ts';
import type { StixObject } from '../stix/object.ts';
import { organization } from '../stix/organization.ts';
import { tlpId, tlpMarking } from '../stix/tlp.ts';
import { describeFailure } from './failure.ts';
import { RunBundle, type RunTotals } from './run-bundle.ts';
import { RunState } from './run-state.ts';
import type { Session, SessionPorts } from './session.ts';
import { closeAbandonedWorks, RunWork } from './work.ts';
import { WorkSettler } from './work-settler.ts';

/** What an external import needs from outside. */
export interface ExternalImportPorts extends SessionPorts {
  readonly queue: QueuePort;
  readonly http: SourceHttp;
}

/** How an external import is scheduled. */
export interface ExternalImportSchedule {
  /** Between two starts, milliseconds; 0 runs once. */
  readonly periodMs: number;
  /** Runs once and ends. */
  readonly once: boolean;
  /** Bytes on the connector's queues above which a run waits. */
  readonly queueThresholdBytes: number;
}

/** How one run ended. */
export interface RunOutcome {
  readonly status: 'done' | 'unchanged' | 'failed' | 'stopped' | 'skipped';
  readonly totals: RunTotals;
  readonly workId?: string;
  readonly error?: unknown;
}

const NOTHING_SENT: RunTotals = { objects: 0, parts: 0, refused: 0 };
const BUFFERING_RETRY_MS = 60_000;
/** A single run waits so long for the counters of its work before it ends. */
const LAST_SETTLING_MS = 60_000;
const FAILURE_FIRST_MS = 60_000;
const FAILURE_MAX_MS = 3_600_000;
/** Longest sleep of a timer; longer periods are slept in slices. */
const MAX_SLEEP_MS = 2 ** 31 - 1;

type Definition = ExternalImport;

/** Drives an external import: waits for its time, runs it, ends its work and stores its state. */
export class ExternalImportDriver {
  readonly #definition: Definition;
  readonly #config: Record<string, unknown>;
  readonly #session: Session;
  readonly #ports: ExternalImportPorts;
  readonly #schedule: ExternalImportSchedule;
  #settler: WorkSettler | undefined;

  constructor(
    definition: Definition,
    config: Record<string, unknown>,
    session: Session,
    ports: ExternalImportPorts,
    schedule: ExternalImportSchedule,
  ) {
    this.#definition = definition;
    this.#config = config;
    this.#session = session;
    this.#ports = ports;
    this.#schedule = schedule;
  }

  /** Ends the works of an earlier process, then runs until the signal is aborted, or once. */
  async drive(signal: AbortSignal): Promise<RunOutcome> {
    const settler = new WorkSettler(this.#ports, this.#session.connectorId, signal);
    this.#settler = settler;
    try {
      await this.#closeAbandoned(settler);
      return await this.#repeat(signal);
    } finally {
      await settler.close(signal.aborted ? 0 : LAST_SETTLING_MS);
    }
  }

  async #repeat(signal: AbortSignal): Promise<RunOutcome> {
    const once = this.#schedule.once || this.#schedule.periodMs === 0;
    let failures = 0;
    for (;;) {
      if (!once) await this.#waitUntilDue(signal);
      if (signal.aborted) return { status: 'stopped', totals: NOTHING_SENT };
      const outcome = await this.runOnce(signal);
      if (once || outcome.status === 'stopped') return outcome;
      failures = outcome.status === 'failed' ? failures + 1 : 0;
      if (failures > 0) await this.#sleep(failureDelayMs(failures, this.#schedule.periodMs), signal);
    }
  }

  /** One run, after the queue has room and no other process has run under this id. */
  async runOnce(signal: AbortSignal): Promise<RunOutcome> {
    try {
      await this.#waitForRoom(signal);
      if ((await this.#session.ping(signal)) === 'foreign') {
        this.#ports.log.warn('run skipped: another process with this connector id has stored a newer state');
        return { status: 'skipped', totals: NOTHING_SENT };
      }
    } catch (error) {
      return this.#notStarted(error, signal);
    }
    return this.#run(signal);
  }

  async #closeAbandoned(settler: WorkSettler): Promise<void> {
    try {
      await closeAbandonedWorks(this.#ports, this.#session.connectorId, settler);
    } catch (error) {
      this.#ports.log.warn('works of an earlier process could not be closed', { error });
    }
  }

  async #waitUntilDue(signal: AbortSignal): Promise<void> {
    const last = this.#session.state.lastStart;
    if (!last) return;
    const due = last.getTime() + this.#schedule.periodMs;
    const wait = due - this.#ports.clock.now().getTime();
    this.#session.describe({ next_run_datetime: new Date(due).toISOString() });
    if (wait <= 0) return;
    this.#ports.log.info('next run scheduled', { next_run: new Date(due).toISOString() });
    await this.#sleep(wait, signal);
    // A reset while waiting makes the run due at once.
  }

  /** Sleeps in slices, so that a reset on the platform is noticed and long periods fit a timer. */
  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    const hadState = this.#session.state.lastStart !== undefined;
    for (let left = ms; left > 0 && !signal.aborted; left -= BUFFERING_RETRY_MS) {
      const slice = Math.min(left, BUFFERING_RETRY_MS, MAX_SLEEP_MS);
      await this.#ports.clock.sleep(slice, signal).catch(() => undefined);
      if (hadState && this.#session.state.lastStart === undefined) return;
    }
  }

  async #waitForRoom(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const { bytes } = await this.#ports.platform.queueSize(this.#session.connectorId, { signal });
      const buffering = bytes >= this.#schedule.queueThresholdBytes;
      this.#session.describe({ buffering, queue_messages_size: bytes / 1_000_000 });
      if (!buffering) return;
      this.#ports.log.warn('run waits: the queue of the connector is above its threshold', { queue_bytes: bytes });
      await this.#session.ping(signal);
      await this.#ports.clock.sleep(BUFFERING_RETRY_MS, signal);
    }
  }

  async #run(signal: AbortSignal): Promise<RunOutcome> {
    const { metrics, clock, platform } = this.#ports;
    const start = clock.now();
    const work = new RunWork(
      platform,
      this.#session.connectorId,
      `${this.#definition.name} run @ ${start.toISOString()}`,
    );
    const { ctx, bundle, state } = this.#context(work, signal);
    metrics.runStarted();
    metrics.state('running');
    this.#session.describe({ last_run_datetime: start.toISOString() });
    try {
      await untilAborted(this.#definition.run(ctx), signal);
      await bundle.send();
      state.accept();
      return await this.#succeeded(start, work, bundle);
    } catch (error) {
      return await this.#failed(error, work, bundle.totals, signal);
    } finally {
      metrics.state('idle');
    }
  }

  #context(work: RunWork, signal: AbortSignal) {
    const { log, http, clock, metrics, queue } = this.#ports;
    const initial = this.#initialState();
    const author = this.#definition.author ? organization(this.#definition.author) : undefined;
    const marking = this.#definition.marking?.(this.#config);
    const bundle = new RunBundle({
      log,
      queue,
      work,
      metrics,
      signal,
      stamp: {
        externalReferences: this.#definition.externalReferences?.(this.#config) ?? [],
        ...(author ? { author: author.id } : {}),
        ...(marking ? { markings: [tlpId(marking)] } : {}),
      },
      companions: [author, marking ? tlpMarking(marking) : undefined].filter((o): o is StixObject => o !== undefined),
      onAccepted: () => state.accept(),
    });
    const state = new RunState(initial, this.#session.state, () => bundle.size);
    const ctx: ExternalImportContext<Record<string, unknown>, Record<string, unknown>> = {
      config: this.#config,
      log,
      signal,
      http,
      now: () => clock.now(),
      bundle,
      state,
    };
    return { ctx, bundle, state };
  }

  #initialState(): Record<string, unknown> {
    const schema: z.ZodObject = this.#definition.state;
    const parsed = schema.safeParse(this.#session.state.value);
    if (parsed.success) return parsed.data;
    this.#ports.log.warn('stored state does not fit this version: this counts as a first run');
    return schema.parse({});
  }

  async #succeeded(start: Date, work: RunWork, bundle: RunBundle): Promise<RunOutcome> {
    const { log } = this.#ports;
    const { totals } = bundle;
    const unchanged = totals.parts === 0;
    // A run that has nothing but refused objects opens a work to say so.
    await work.end({ message: bundle.summary(), inError: unchanged && totals.refused > 0 });
    // An answer got lost: parts may have been announced twice.
    if (bundle.uncertain && work.id) this.#settler?.add(work.id);
    this.#session.state.ranAt(start);
    await this.#session.ping();
    const duration = this.#ports.clock.now().getTime() - start.getTime();
    log.info(unchanged ? 'run finished, nothing to send' : 'run finished', {
      ...totals,
      ...(work.id ? { work_id: work.id } : {}),
      duration_ms: duration,
    });
    return { status: unchanged ? 'unchanged' : 'done', totals, ...(work.id ? { workId: work.id } : {}) };
  }

  async #failed(error: unknown, work: RunWork, totals: RunTotals, signal: AbortSignal): Promise<RunOutcome> {
    const { log, metrics } = this.#ports;
    const stopped = signal.aborted;
    const message = stopped ? 'The connector was stopped before it had finished this work.' : describeFailure(error);
    const ids = work.id ? { workId: work.id } : {};
    if (stopped) log.info('run stopped', { work_id: work.id });
    else {
      metrics.failed();
      if (SourceError.isInstance(error)) metrics.clientFailed();
      log.error('run failed', { error, work_id: work.id });
    }
    try {
      if (!stopped || work.id) await work.end({ message, inError: true });
      await this.#session.ping();
    } catch (cause) {
      log.warn('the end of the run could not be reported', { error: cause, work_id: work.id });
    }
    return { status: stopped ? 'stopped' : 'failed', totals, ...ids, error };
  }

  #notStarted(error: unknown, signal: AbortSignal): RunOutcome {
    if (signal.aborted) return { status: 'stopped', totals: NOTHING_SENT };
    this.#ports.log.error('run could not start', { error });
    this.#ports.metrics.failed();
    if (PlatformError.isInstance(error)) this.#ports.readiness.notReady(error.message);
    return { status: 'failed', totals: NOTHING_SENT, error };
  }
}

/** Full jitter below a doubling ceiling, never beyond the period itself. */
function failureDelayMs(failures: number, periodMs: number): number {
  const ceiling = Math.min(FAILURE_MAX_MS, periodMs, FAILURE_FIRST_MS * 2 ** Math.min(failures - 1, 10));
  return ceiling / 2 + (Math.random() * ceiling) / 2;
}

/** Does not wait for a handler that ignores its signal. */
async function untilAborted(handler: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([handler, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
