import { realSleep } from './retry.ts';

/** At most `requests` in `perMs` milliseconds to one host, spread evenly. */
export interface RateLimit {
  readonly requests: number;
  readonly perMs: number;
}

type Sleep = (ms: number, signal?: AbortSignal) => Promise<unknown>;

/** Gives each request to a host its time, in the order they ask. */
export class Pace {
  readonly #gapMs: number;
  readonly #sleep: Sleep;
  readonly #now: () => number;
  /** When the next request to a host may go, milliseconds. */
  readonly #free = new Map<string, number>();

  constructor({ requests, perMs }: RateLimit, sleep: Sleep = realSleep, now: () => number = () => performance.now()) {
    this.#gapMs = perMs / requests;
    this.#sleep = sleep;
    this.#now = now;
  }

  /** Resolves when a request to the host may go. @throws the signal's reason. */
  async turn(host: string, signal?: AbortSignal): Promise<void> {
    const now = this.#now();
    const mine = Math.max(now, this.#free.get(host) ?? 0);
    this.#free.set(host, mine + this.#gapMs);
    if (mine > now) await this.#sleep(mine - now, signal);
  }
}
