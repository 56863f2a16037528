/** What was made, and how it goes away again: the last first. */
export class Undo {
  readonly #entries: { readonly what: string; readonly remove: () => Promise<number> }[] = [];

  /** @param remove gives how many of them were there. */
  add(what: string, remove: () => Promise<number>): void {
    this.#entries.push({ what, remove });
  }

  /** Removes everything, whatever fails on the way. @returns such as `1 connector, 12 objects`, and what went wrong. */
  async run(): Promise<{ readonly removed: string; readonly failures: readonly string[] }> {
    const counts = new Map<string, number>();
    const failures: string[] = [];
    for (const { what, remove } of this.#entries.splice(0).reverse()) {
      try {
        counts.set(what, (counts.get(what) ?? 0) + (await remove()));
      } catch (error) {
        failures.push(`${what}: ${(error as Error).message}`);
      }
    }
    const removed = [...counts].filter(([, count]) => count > 0).map(([what, count]) => counted(count, what));
    return { removed: removed.join(', ') || 'nothing', failures };
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
