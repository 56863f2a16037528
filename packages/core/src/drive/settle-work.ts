import type { Clock } from '../ports/clock.ts';
import type { PlatformPort } from '../ports/platform.ts';

/** Between two looks at the counters, milliseconds. */
const LOOK_MS = 1_000;
/** A work whose parts are still coming is looked at more and more rarely. */
const LOOK_MAX_MS = 60_000;
/** Looks without a change, the queue being empty, after which nothing more will come. */
const QUIET_LOOKS = 3;

/**
 * Ends a work that an earlier process announced parts for and was killed before it sent them all: once the queue is
 * empty and the counters stand still, what is missing is reported as done, because it was sent again under the same
 * ids. Resolves when the work is complete or gone. @throws PlatformError, or the signal's reason.
 */
export async function settleWork(
  { platform, clock }: { readonly platform: PlatformPort; readonly clock: Clock },
  connectorId: string,
  workId: string,
  signal: AbortSignal,
): Promise<number> {
  let quiet = 0;
  let wait = LOOK_MS;
  for (let last = -1; ; ) {
    const progress = await platform.workProgress(workId, { signal });
    if (!progress || progress.status === 'complete') return 0;
    const { messages } = await platform.queueSize(connectorId, { signal });
    quiet = messages === 0 && progress.processed === last ? quiet + 1 : 0;
    last = progress.processed;
    if (quiet >= QUIET_LOOKS) return reportMissing(platform, workId, progress.expected - progress.processed, signal);
    await clock.sleep(quiet > 0 ? LOOK_MS : wait, signal);
    wait = Math.min(LOOK_MAX_MS, wait * 2);
  }
}

async function reportMissing(
  platform: PlatformPort,
  workId: string,
  missing: number,
  signal: AbortSignal,
): Promise<number> {
  for (let reported = 0; reported < missing; reported++) await platform.reportDone(workId, { signal });
  return Math.max(0, missing);
}
