import { atOnce } from '../at-once.ts';
import type { Log } from '../define/context.ts';
import type { Clock } from '../ports/clock.ts';
import type { PlatformPort } from '../ports/platform.ts';
import type { QueuePort } from '../ports/queue.ts';

/** Between two looks, milliseconds; more and more while parts are still coming. */
const LOOK_MS = 1_000;
const LOOK_MAX_MS = 15_000;
/** Looks without a change, the parts having left the queue, after which nothing more will come. */
const QUIET_LOOKS = 3;
const REPORTS_AT_ONCE = 8;

export interface SettlerPorts {
  readonly platform: PlatformPort;
  readonly queue: QueuePort;
  readonly clock: Clock;
  readonly log: Log;
}

interface Unsettled {
  /** The queue was seen empty since the work was answered: none of its parts waits there. */
  leftQueue: boolean;
  processed: number;
  quiet: number;
}

/**
 * Ends answered works whose counters cannot meet by themselves: parts were announced, and the process was killed or an
 * answer of the platform got lost before they were sent. What is missing when nothing more comes is reported as done,
 * because its objects were sent again under the same ids. Works beside the jobs, never in their way.
 */
export class WorkSettler {
  readonly #ports: SettlerPorts;
  readonly #connectorId: string;
  readonly #signal: AbortSignal;
  readonly #works = new Map<string, Unsettled>();
  readonly #closed = new AbortController();
  #running: Promise<void> | undefined;

  /** Stops with the signal; a later process then finds the works by `addAnswered`. */
  constructor(ports: SettlerPorts, connectorId: string, signal: AbortSignal) {
    this.#ports = ports;
    this.#connectorId = connectorId;
    this.#signal = AbortSignal.any([signal, this.#closed.signal]);
  }

  add(workId: string): void {
    this.#works.set(workId, { leftQueue: false, processed: -1, quiet: 0 });
    this.#running ??= this.#run();
  }

  /** Waits at most so long for what is not settled, then stops: a later process goes on with it. */
  async close(waitMs: number): Promise<void> {
    if (this.#running && waitMs > 0) {
      const enough = this.#ports.clock.sleep(waitMs, this.#signal).catch(() => undefined);
      await Promise.race([this.#running, enough]);
    }
    this.#closed.abort();
    await this.#running;
  }

  /** Takes over the works that an earlier process answered and that have not ended. */
  async addAnswered(): Promise<void> {
    try {
      const open = await this.#ports.platform.openWorks(this.#connectorId, { signal: this.#signal });
      for (const { id, answered } of open) if (answered) this.add(id);
    } catch (error) {
      if (!this.#signal.aborted) this.#ports.log.warn('works of an earlier process could not be read', { error });
    }
  }

  async #run(): Promise<void> {
    let wait = LOOK_MS;
    while (this.#works.size > 0 && !this.#signal.aborted) {
      try {
        await this.#ports.clock.sleep(wait, this.#signal);
        const moved = await this.#look();
        wait = moved ? LOOK_MS : Math.min(LOOK_MAX_MS, wait * 2);
      } catch (error) {
        // The platform or the broker is away: readiness tells of it, and the next look tries again.
        if (!this.#signal.aborted) this.#ports.log.debug('counters of works could not be read', { error });
      }
    }
    this.#running = undefined;
  }

  /** @returns whether there is something to see: it is then looked at more often. */
  async #look(): Promise<boolean> {
    const empty = (await this.#ports.queue.waiting(this.#signal)) === 0;
    let moved = false;
    for (const [id, work] of this.#works) {
      work.leftQueue ||= empty;
      if (!work.leftQueue) continue;
      moved = true;
      await this.#settle(id, work);
    }
    return moved;
  }

  async #settle(id: string, work: Unsettled): Promise<void> {
    const { platform, log } = this.#ports;
    const progress = await platform.workProgress(id, { signal: this.#signal });
    if (!progress || progress.status === 'complete') {
      this.#works.delete(id);
      return;
    }
    work.quiet = progress.processed === work.processed ? work.quiet + 1 : 0;
    work.processed = progress.processed;
    if (work.quiet < QUIET_LOOKS) return;
    const missing = Math.max(0, progress.expected - progress.processed);
    const each = Array.from({ length: missing });
    await atOnce(each, REPORTS_AT_ONCE, () => platform.reportDone(id, { signal: this.#signal }));
    this.#works.delete(id);
    log.warn('work settled: parts that were announced and not sent count as done', { work_id: id, missing });
  }
}
