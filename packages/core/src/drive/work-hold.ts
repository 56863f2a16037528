import type { PlatformPort } from '../ports/platform.ts';

/** Time to take the hold back after a job has taken too long, milliseconds. */
const LATE_MS = 60_000;

/**
 * Keeps a job's work open while several sendings belong to it. The platform's own works are not multi-part: one ends as
 * soon as its counters meet, which would be after the first sending. So one part more is announced before the first
 * and reported as done after the last.
 */
export class WorkHold {
  /** True when parts may have been announced twice. */
  uncertain = false;
  readonly #platform: PlatformPort;
  readonly #workId: string | undefined;
  #held = false;

  constructor(platform: PlatformPort, workId: string | undefined) {
    this.#platform = platform;
    this.#workId = workId;
  }

  /** @throws PlatformError */
  async take(signal: AbortSignal): Promise<void> {
    if (!this.#workId) return;
    await this.#platform.addExpectations(this.#workId, 1, { signal, onRetry: () => this.#doubt() });
    this.#held = true;
  }

  /** Each problem as a part that failed: that is how a work takes errors beside its end. @throws PlatformError */
  async report(problems: readonly string[], signal: AbortSignal): Promise<void> {
    const workId = this.#workId;
    if (!workId || problems.length === 0) return;
    await this.#platform.addExpectations(workId, problems.length, { signal, onRetry: () => this.#doubt() });
    for (const problem of problems) await this.#platform.reportFailure(workId, problem, { signal });
  }

  /** After a stop the work stays open: the job comes again. After the deadline it ends. @throws PlatformError */
  async release(signal: AbortSignal): Promise<void> {
    if (!this.#held || !this.#workId) return;
    const late = signal.aborted && !isDeadline(signal);
    if (late) return;
    this.#held = false;
    const within = signal.aborted ? AbortSignal.timeout(LATE_MS) : signal;
    await this.#platform.reportDone(this.#workId, { signal: within, onRetry: () => this.#doubt() });
  }

  #doubt(): void {
    this.uncertain = true;
  }
}

function isDeadline({ reason }: AbortSignal): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}
