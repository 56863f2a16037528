import { type Found, MAX_OBJECT_BYTES, Piece } from './found.ts';

const [LINE_FEED, RETURN, SPACE] = [0x0a, 0x0d, 0x20];
const TOO_LARGE = { kind: 'object', reason: `is longer than ${MAX_OBJECT_BYTES / 1_000_000} MB` } as const;

/** Finds lines, each without its end. Blank ones are counted and left out. */
export class LineSplitter {
  readonly #piece = new Piece();
  #before = 0;
  #start = 0;
  #number = 1;

  push(chunk: Uint8Array): readonly Found[] {
    const found: Found[] = [];
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      this.#piece.add(chunk.subarray(from, end));
      found.push(...this.#line());
      from = end + 1;
      this.#start = this.#before + from;
    }
    this.#piece.add(chunk.subarray(from));
    this.#before += chunk.length;
    return found;
  }

  /** A last line without its end. */
  end(): readonly Found[] {
    return this.#line();
  }

  #line(): Found[] {
    const { isTooLarge } = this.#piece;
    const bytes = withoutReturn(this.#piece.take());
    const path = `line ${this.#number++}`;
    if (isTooLarge) return [{ bytes, path, offset: this.#start, flaw: TOO_LARGE }];
    return bytes.every((byte) => byte <= SPACE) ? [] : [{ bytes, path, offset: this.#start }];
  }
}

function withoutReturn(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === RETURN ? bytes.subarray(0, -1) : bytes;
}
