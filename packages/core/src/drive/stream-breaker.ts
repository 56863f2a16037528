import type { Clock } from '../ports/clock.ts';

/** Tries in a row that fail, of whatever batch, before the receiver counts as away. */
const TRIES = 5;
const LOOK_MS = 50;

/**
 * Keeps many lanes from knocking at a receiver that is away: then one at a time tries, and the others wait for what it
 * meets. Any success lets all go on.
 */
export class CircuitBreaker {
  readonly #clock: Clock;
  #failures = 0;
  #probes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits for a turn, then acts. @throws what `act` throws; the signal's reason. */
  async pass<Result>(act: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    while (this.#failures >= TRIES && this.#probes > 0) await this.#clock.sleep(LOOK_MS, signal);
    this.#probes += 1;
    try {
      const result = await act();
      this.#failures = 0;
      return result;
    } catch (error) {
      this.#failures = isRetryable(error) ? this.#failures + 1 : 0;
      throw error;
    } finally {
      this.#probes -= 1;
    }
  }
}

/** True for what may pass by itself. */
export function isRetryable(error: unknown): error is { readonly retryable: true; readonly retryAfterMs?: number } {
  return typeof error === 'object' && error !== null && (error as { retryable?: unknown }).retryable === true;
}
