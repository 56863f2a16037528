import { PlatformError } from '../errors.ts';
import type { Delivery, ListenPort } from '../ports/listen.ts';
import type { QueuePort } from '../ports/queue.ts';
import { describeFailure } from './failure.ts';
import { type Job, readJob } from './job.ts';
import { JobWork } from './job-work.ts';
import { Lanes } from './lanes.ts';
import type { SessionPorts } from './session.ts';
import { WorkSettler } from './work-settler.ts';

/** What jobs need from outside, besides what their handler needs. */
export interface JobPorts extends SessionPorts {
  readonly queue: QueuePort;
}

/** How jobs are run. */
export interface JobOptions {
  readonly connectorId: string;
  /** Jobs at once, each on another entity. */
  readonly atOnce: number;
  /** Longest time for one job, milliseconds: then it ends in error. */
  readonly timeoutMs: number;
  /** Time for jobs in hand to end after a stop, milliseconds. */
  readonly drainMs: number;
}

/** How a job ended. */
export interface JobResult {
  /** A sentence for the work. */
  readonly message: string;
  /** True when parts may have been announced twice, because an answer of the platform was lost. */
  readonly uncertain?: boolean;
}

/** Does one job. What it throws ends the work in error. */
export type JobHandler = (job: Job, signal: AbortSignal) => Promise<JobResult>;

/** Ended jobs that are remembered, so that the same message does nothing when it comes again. */
const REMEMBERED = 10_000;

/** Runs the platform's jobs: each is acknowledged after its work has ended, whatever way it ends. */
export class JobDriver {
  readonly #ports: JobPorts;
  readonly #options: JobOptions;
  readonly #handle: JobHandler;
  readonly #lanes: Lanes;
  /** Running jobs with the delivery that will be acknowledged: the last one that came. */
  readonly #running = new Map<string, { delivery: Delivery }>();
  readonly #ended = new Set<string>();
  #settler: WorkSettler | undefined;

  constructor(ports: JobPorts, options: JobOptions, handle: JobHandler) {
    this.#ports = ports;
    this.#options = options;
    this.#handle = handle;
    this.#lanes = new Lanes(options.atOnce);
  }

  /** Takes jobs until the signal is aborted; then waits for those in hand, and gives back what is not done in time. */
  async drive(listen: ListenPort, signal: AbortSignal): Promise<void> {
    const giveUp = new AbortController();
    this.#ports.metrics.state('idle');
    this.#settler = new WorkSettler(this.#ports, this.#options.connectorId, signal);
    void this.#settler.addAnswered();
    await listen.listen((delivery) => this.#take(delivery, signal, giveUp.signal), signal);
    const timer = setTimeout(() => giveUp.abort(signal.reason), this.#options.drainMs);
    await this.#lanes.idle();
    clearTimeout(timer);
  }

  #take(delivery: Delivery, stop: AbortSignal, giveUp: AbortSignal): void {
    const read = readJob(delivery.text);
    if ('reason' in read) void this.#refuse(delivery, read.reason, read.workId, giveUp);
    else if (!this.#isKnown(read.job, delivery)) {
      const { job } = read;
      const entry = { delivery };
      if (job.key) this.#running.set(job.key, entry);
      void this.#lanes.run(job.entityId, () => this.#run(job, entry, stop, giveUp));
    }
  }

  /** A job that runs takes over the new delivery; one that has ended is acknowledged (decision 19). */
  #isKnown({ key }: Job, delivery: Delivery): boolean {
    const running = key ? this.#running.get(key) : undefined;
    if (running) running.delivery = delivery;
    else if (key && this.#ended.has(key)) {
      this.#ports.log.info('job is done already, it is not run again', { work_id: key });
      delivery.done();
    } else return false;
    return true;
  }

  /** A message that makes no sense would come again for ever: it is acknowledged, and its work ended with the reason. */
  async #refuse(delivery: Delivery, reason: string, workId: string | undefined, signal: AbortSignal): Promise<void> {
    this.#ports.log.error('message makes no sense', { reason, work_id: workId });
    this.#ports.metrics.failed();
    const work = new JobWork(this.#ports, workId);
    await work.end(`The message of the platform makes no sense: ${reason}`, true, signal).catch(() => undefined);
    delivery.done();
  }

  async #run(job: Job, entry: { delivery: Delivery }, stop: AbortSignal, giveUp: AbortSignal): Promise<void> {
    const { log, metrics } = this.#ports;
    try {
      if (stop.aborted || !(await this.#perform(job, entry.delivery.redelivered, giveUp))) {
        log.info('job given back: the connector stops', { work_id: job.workId });
        if (job.key) this.#running.delete(job.key);
        entry.delivery.giveBack();
        return;
      }
      this.#remember(job);
      entry.delivery.done();
    } catch (error) {
      // Only a fault of ours comes here: the message goes back rather than being lost.
      log.error('job could not be ended', { error, work_id: job.workId });
      metrics.failed();
      if (job.key) this.#running.delete(job.key);
      entry.delivery.giveBack();
    }
  }

  /** @returns false when the connector was stopped before the job had ended. */
  async #perform(job: Job, redelivered: boolean, giveUp: AbortSignal): Promise<boolean> {
    const { clock, metrics, log } = this.#ports;
    const work = new JobWork(this.#ports, job.workId);
    const started = clock.now().getTime();
    const timeout = AbortSignal.timeout(this.#options.timeoutMs);
    const signal = AbortSignal.any([giveUp, timeout]);
    metrics.runStarted();
    metrics.state('running');
    try {
      if (redelivered && (await work.hasEnded(giveUp))) return true;
      await work.received(giveUp);
      const { message, uncertain = false } = await untilAborted(this.#handle(job, signal), signal);
      await work.end(message, false, giveUp);
      if (job.workId && (uncertain || work.announcedBefore)) this.#settler?.add(job.workId);
      log.info('job done', { work_id: job.workId, duration_ms: clock.now().getTime() - started });
      return true;
    } catch (error) {
      if (giveUp.aborted) return false;
      const cause = timeout.aborted ? this.#timedOut() : error;
      metrics.failed();
      log.error('job failed', { error: cause, work_id: job.workId });
      await work.end(describeFailure(cause), true, giveUp);
      if (job.workId && work.announcedBefore) this.#settler?.add(job.workId);
      return true;
    } finally {
      if (this.#running.size <= 1) metrics.state('idle');
    }
  }

  #timedOut(): PlatformError {
    const minutes = Math.round(this.#options.timeoutMs / 60_000);
    return new PlatformError(`The job took longer than ${minutes} minutes (CONNECTOR_JOB_TIMEOUT).`, {
      code: 'TIMEOUT',
    });
  }

  #remember({ key }: Job): void {
    if (!key) return;
    this.#running.delete(key);
    this.#ended.add(key);
    const [oldest] = this.#ended;
    if (this.#ended.size > REMEMBERED && oldest) this.#ended.delete(oldest);
  }
}

/** Does not wait for a handler that ignores its signal. */
export async function untilAborted<Result>(handler: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([handler, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
