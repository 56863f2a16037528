import type { Found } from './found.ts';
import { type Line, LineSplitter } from './line-splitter.ts';

const QUOTE = 0x22;
/** A cell with more lines has a quote that nothing closes. */
const MAX_LINES = 1_000;
const MAX_BYTES = 1_000_000;
const LINE_END = Uint8Array.of(0x0a);

/**
 * Finds the rows of a table: lines, and those behind them as long as a quote is open (RFC 4180). A quote that nothing
 * closes spoils its own line and no other.
 */
export class RowSplitter {
  readonly #lines = new LineSplitter();
  /** Lines of a row whose quote is open. */
  #held: Line[] = [];
  #bytes = 0;

  push(chunk: Uint8Array): readonly Found[] {
    return this.#lines.push(chunk).flatMap((line) => this.#add(line));
  }

  end(): readonly Found[] {
    const rows = this.#lines.end().flatMap((line) => this.#add(line));
    while (this.#held.length > 0) rows.push(...this.#giveUp());
    return rows;
  }

  #add(line: Line): Found[] {
    const isOdd = hasOddQuotes(line.bytes);
    const isOpen = this.#held.length > 0 !== isOdd;
    this.#held.push(line);
    this.#bytes += line.bytes.length;
    if (!isOpen) return [this.#taken()];
    return this.#held.length > MAX_LINES || this.#bytes > MAX_BYTES ? this.#giveUp() : [];
  }

  #taken(): Found {
    const [first] = this.#held as [Line];
    const bytes =
      this.#held.length === 1 ? first.bytes : Buffer.concat(this.#held.flatMap((line) => [line.bytes, LINE_END]));
    this.#clear();
    return { ...first, bytes };
  }

  #giveUp(): Found[] {
    const [first, ...others] = this.#held as [Line, ...Line[]];
    this.#clear();
    const flaw = { kind: 'object', reason: 'has a quote that nothing closes' } as const;
    return [{ ...first, flaw }, ...others.flatMap((line) => this.#add(line))];
  }

  #clear(): void {
    this.#held = [];
    this.#bytes = 0;
  }
}

function hasOddQuotes(bytes: Uint8Array): boolean {
  let odd = false;
  for (let at = bytes.indexOf(QUOTE); at >= 0; at = bytes.indexOf(QUOTE, at + 1)) odd = !odd;
  return odd;
}
