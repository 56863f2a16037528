import type { Element } from '../graph/store.ts';

/** An object as the platform writes it: STIX 2.1 with its extensions (protocol.md 8.1). */
export type Stix = Readonly<Record<string, unknown>>;

export type ChangeKind = 'create' | 'update' | 'delete' | 'merge';

/** One change, as it stands in the platform's stream. */
export interface StreamEntry {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly element: Element;
  /** What is sent, whole. */
  readonly body: Readonly<Record<string, unknown>> & { readonly data: Stix };
  /** State before an update. */
  readonly before?: Stix;
}

/** Entries that are kept; a platform keeps so many too, only more. */
const MAX_ENTRIES = 100_000;

/** The stream of changes: kept from the first that is still there, each with an id that grows. */
export class EventLog {
  #entries: StreamEntry[] = [];
  readonly #waiting = new Set<() => void>();
  #lastMs = 0;
  #count = 0;
  #lastId = '0-0';

  get size(): number {
    return this.#entries.length;
  }

  get firstId(): string {
    return this.#entries[0]?.id ?? '0-0';
  }

  get lastId(): string {
    return this.#lastId;
  }

  /** An id after all others. */
  nextId(): string {
    const now = Math.max(Date.now(), this.#lastMs);
    this.#count = now === this.#lastMs ? this.#count + 1 : 0;
    this.#lastMs = now;
    return `${now}-${this.#count}`;
  }

  append(entry: StreamEntry): void {
    this.#entries.push(entry);
    this.#lastId = entry.id;
    if (this.#entries.length > MAX_ENTRIES * 1.1) this.trim(MAX_ENTRIES);
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  /** Up to `count` entries after an id. */
  after(id: string, count: number): StreamEntry[] {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = this.#entries[middle];
      if (at && compareIds(at.id, id) <= 0) low = middle + 1;
      else high = middle;
    }
    return this.#entries.slice(low, low + count);
  }

  /** Drops all but the newest entries, as a platform does that keeps so many. */
  trim(keep: number): void {
    this.#entries = keep === 0 ? [] : this.#entries.slice(-keep);
  }

  /** Resolves at the next change, or after `ms`. */
  changed(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(wake, ms);
      const waiting = this.#waiting;
      function wake() {
        clearTimeout(timer);
        waiting.delete(wake);
        resolve();
      }
      waiting.add(wake);
    });
  }

  /** Wakes everybody who waits. */
  wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

/** Order of ids `<ms>-<n>`. */
export function compareIds(a: string, b: string): number {
  const [[aMs = 0, aN = 0], [bMs = 0, bN = 0]] = [a, b].map((id) => id.split('-').map(Number)) as [number[], number[]];
  return aMs - bMs || aN - bN;
}
