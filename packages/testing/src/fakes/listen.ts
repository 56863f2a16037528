import type { Delivery, ListenPort } from '@opencti-connectors/core/ports';

/** Messages of a queue in memory, each with its end. */
export class FakeListen implements ListenPort {
  readonly settled: ('done' | 'given back')[] = [];
  readonly #texts: readonly string[];
  readonly #onSettled: (count: number) => void;

  /** `onSettled` is told how many messages have ended, one way or the other. */
  constructor(texts: readonly string[], onSettled: (count: number) => void = () => undefined) {
    this.#texts = texts;
    this.#onSettled = onSettled;
  }

  async listen(take: (delivery: Delivery) => void, signal: AbortSignal): Promise<void> {
    const stopped = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    for (const text of this.#texts) take(this.#delivery(text));
    await stopped;
  }

  async close(): Promise<void> {}

  #delivery(text: string): Delivery {
    const settle = (end: 'done' | 'given back') => this.#onSettled(this.settled.push(end));
    return { text, redelivered: false, done: () => settle('done'), giveBack: () => settle('given back') };
  }
}
