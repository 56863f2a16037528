import { setTimeout as sleepFor } from 'node:timers/promises';

/** One policy for every wire: full jitter below a doubling ceiling, `Retry-After` respected, abortable. */
export interface RetryOptions {
  /** Tries in all, the first included. */
  readonly attempts: number;
  /** Ceiling of the first wait, milliseconds; doubles with each try. */
  readonly baseMs: number;
  readonly maxMs: number;
  readonly signal?: AbortSignal;
  /** Called before each further try: the one before may have had its effect all the same. */
  readonly onRetry?: () => void;
  readonly random?: () => number;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<unknown>;
}

function isRetryable(error: unknown): error is { retryable: true; retryAfterMs?: number } {
  return typeof error === 'object' && error !== null && (error as { retryable?: unknown }).retryable === true;
}

/** Waits; ends early with the signal's reason. */
export const realSleep = (ms: number, signal?: AbortSignal) => sleepFor(ms, undefined, signal ? { signal } : {});

/**
 * Calls `call` until it succeeds, throws an error that is not `retryable`, or has been tried `attempts` times.
 * A wait named by the other side (`retryAfterMs`) is kept to, up to `maxMs`.
 * @throws the last error, or the signal's reason.
 */
export async function retry<Result>(
  call: (attempt: number) => Promise<Result>,
  options: RetryOptions,
): Promise<Result> {
  const { attempts, baseMs, maxMs, signal, random = Math.random, sleep = realSleep } = options;
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await call(attempt);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (attempt >= attempts || !isRetryable(error)) throw error;
      const ceiling = Math.min(maxMs, baseMs * 2 ** (attempt - 1));
      const wait = error.retryAfterMs === undefined ? random() * ceiling : Math.min(error.retryAfterMs, maxMs);
      await sleep(wait, signal);
      options.onRetry?.();
    }
  }
}

/** Milliseconds that a `Retry-After` header asks for: seconds or an HTTP date (RFC 9110, 10.2.3). */
export function retryAfterMs(header: unknown, now: number = Date.now()): number | undefined {
  if (typeof header !== 'string' || header.trim() === '') return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
