/** Counts by reason: nothing of a release disappears without being counted here. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(reason: string, times = 1): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + times);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** By reason, the most frequent first. */
  toObject(): Record<string, number> {
    const counted = [...this.#counts].filter(([, count]) => count !== 0);
    return Object.fromEntries(counted.sort(([, a], [, b]) => b - a));
  }
}
