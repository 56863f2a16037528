/** Runs tasks at once, up to a limit; tasks of one lane run one after the other, in the order they came. */
export class Lanes {
  readonly #limit: number;
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #waiting: (() => void)[] = [];
  readonly #tasks = new Set<Promise<void>>();
  #running = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Resolves when the task has ended. Tasks must not throw. Without a lane, a task waits for the limit alone. */
  run(lane: string | undefined, task: () => Promise<void>): Promise<void> {
    const before = lane === undefined ? undefined : this.#lanes.get(lane);
    const ended = this.#runAfter(before, task);
    this.#tasks.add(ended);
    if (lane !== undefined) this.#lanes.set(lane, ended);
    void ended.then(() => {
      this.#tasks.delete(ended);
      if (lane !== undefined && this.#lanes.get(lane) === ended) this.#lanes.delete(lane);
    });
    return ended;
  }

  /** Resolves when nothing runs or waits. */
  async idle(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
  }

  async #runAfter(before: Promise<void> | undefined, task: () => Promise<void>): Promise<void> {
    await before;
    while (this.#running >= this.#limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
    try {
      await task();
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }
}
