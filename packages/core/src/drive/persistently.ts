import { PlatformError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Readiness } from '../ports/readiness.ts';

const FIRST_MS = 1_000;
const MAX_MS = 15_000;

/**
 * Calls the platform until it answers: an outage of any length delays what must not be lost. Readiness tells of it.
 * @throws PlatformError at once when trying again cannot help, or the signal's reason.
 */
export async function persistently<Result>(
  { clock, readiness }: { readonly clock: Clock; readonly readiness: Readiness },
  call: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  for (let wait = FIRST_MS; ; wait = Math.min(MAX_MS, wait * 2)) {
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      if (!PlatformError.isInstance(error) || !passes(error)) throw error;
      readiness.notReady(error.message);
      await clock.sleep(wait / 2 + (Math.random() * wait) / 2, signal);
    }
  }
}

/** A refused token too: until somebody gives the right one, nothing can be told, and nothing may be lost. */
function passes({ retryable, code }: PlatformError): boolean {
  return retryable || code === 'AUTH_REQUIRED';
}
