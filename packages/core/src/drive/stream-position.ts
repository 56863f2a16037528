/** Beginning of everything that the platform's stream keeps. */
export const BEGINNING = '0-0';

/** Event ids `<ms>-<n>` in the order of the stream: negative when `a` comes first. */
export function compareIds(a: string, b: string): number {
  const left = a.indexOf('-');
  const right = b.indexOf('-');
  // Digits of the same number stand in the order of their texts: so it is nearly always.
  if (left === right && a.length === b.length) return a === b ? 0 : a < b ? -1 : 1;
  const ms = Number(left < 0 ? a : a.slice(0, left)) - Number(right < 0 ? b : b.slice(0, right));
  if (ms !== 0) return ms;
  return Number(left < 0 ? 0 : a.slice(left + 1)) - Number(right < 0 ? 0 : b.slice(right + 1));
}

/** Milliseconds since 1970 of an event id. */
export function msOf(id: string): number {
  return Number.parseInt(id, 10);
}

/** One event between its arrival and its confirmation. */
export interface LedgerEntry {
  done: boolean;
  /** Position that holds once this event and all before it are done; undefined where none is known to. */
  boundary: string | undefined;
}

/**
 * What has arrived, in order, and how far it is confirmed without a gap. Ids are not unique: what an event depends on
 * comes before it under the same id, so only the last event of an id is a boundary that a reader may start after.
 */
export class PositionLedger {
  #entries: LedgerEntry[] = [];
  #head = 0;
  /** Newest boundary that everything up to is confirmed; undefined at first. */
  position: string | undefined;

  /** Events that have arrived and are not confirmed without a gap before them. */
  get pending(): number {
    return this.#entries.length - this.#head;
  }

  /** An event that is to be confirmed. */
  add(boundary: string | undefined): LedgerEntry {
    const entry = { done: false, boundary };
    this.#entries.push(entry);
    return entry;
  }

  /** What needs no confirmation. Any number in a row is one entry, so that nothing grows behind an event that waits. */
  skip(boundary: string | undefined): void {
    const last = this.#entries.at(-1);
    if (last?.done && this.pending > 0) last.boundary = boundary ?? last.boundary;
    else this.#entries.push({ done: true, boundary });
  }

  /** Moves the position over all that is done from the front. */
  advance(): void {
    const entries = this.#entries;
    for (let entry = entries[this.#head]; entry?.done; entry = entries[++this.#head]) {
      const { boundary } = entry;
      if (boundary === undefined) continue;
      if (this.position === undefined || compareIds(boundary, this.position) > 0) this.position = boundary;
    }
    if (this.#head > 256 && this.#head * 2 > entries.length) {
      this.#entries = entries.slice(this.#head);
      this.#head = 0;
    }
  }
}
