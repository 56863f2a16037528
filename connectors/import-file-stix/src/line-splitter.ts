import { type Found, MAX_OBJECT_BYTES, Piece } from './found.ts';
import { JsonSplitter } from './json-splitter.ts';

const [LINE_FEED, RETURN] = [0x0a, 0x0d];
const TOO_LARGE = { kind: 'object', reason: `is longer than ${MAX_OBJECT_BYTES / 1_000_000} MB` } as const;

/** A line without its end. */
export interface Line extends Found {
  /** From 1. */
  readonly number: number;
}

/** Finds lines. */
export class LineSplitter {
  readonly #piece = new Piece();
  #before = 0;
  #start = 0;
  #number = 1;

  push(chunk: Uint8Array): readonly Line[] {
    const found: Line[] = [];
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      this.#piece.add(chunk.subarray(from, end));
      found.push(this.#line());
      from = end + 1;
      this.#start = this.#before + from;
    }
    this.#piece.add(chunk.subarray(from));
    this.#before += chunk.length;
    return found;
  }

  /** A last line without its end. */
  end(): readonly Line[] {
    return this.#piece.length > 0 ? [this.#line()] : [];
  }

  #line(): Line {
    const { isTooLarge } = this.#piece;
    const bytes = withoutReturn(this.#piece.take());
    const number = this.#number++;
    const line = { bytes, number, path: `line ${number}`, offset: this.#start };
    return isTooLarge ? { ...line, flaw: TOO_LARGE } : line;
  }
}

/** Finds the objects in lines of JSON, each line for itself: a bad one does not touch the next. */
export class JsonLineSplitter {
  readonly #lines = new LineSplitter();

  push(chunk: Uint8Array): readonly Found[] {
    return this.#lines.push(chunk).flatMap(objectsIn);
  }

  end(): readonly Found[] {
    return this.#lines.end().flatMap(objectsIn);
  }
}

function objectsIn(line: Line): readonly Found[] {
  if (line.flaw) return [line];
  const splitter = new JsonSplitter({ line: line.number, offset: line.offset });
  return [...splitter.push(line.bytes), ...splitter.end()];
}

function withoutReturn(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === RETURN ? bytes.subarray(0, -1) : bytes;
}
