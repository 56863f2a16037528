/** A piece of a file that may be one object: its bytes, where it stands, and why it cannot be used if so. */
export interface Found {
  /** UTF-8. Empty when `flaw` says that they were not kept. */
  readonly bytes: Uint8Array;
  /** `$.objects[3]`, `$`, `line 12`. */
  readonly path: string;
  /** Where it begins, in bytes of the unpacked text as UTF-8. */
  readonly offset: number;
  readonly flaw?: Flaw;
}

/** What is wrong with a piece before it is looked into. */
export interface Flaw {
  /** A fault of the text itself, or of what it says. */
  readonly kind: 'text' | 'object';
  readonly reason: string;
}

/** Largest single object, bytes: base64 of attached files makes the largest ones. */
export const MAX_OBJECT_BYTES = 20_000_000;

/** Bytes of one piece, across chunks. Beyond the limit they are counted and dropped. */
export class Piece {
  #slices: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get isTooLarge(): boolean {
    return this.#length > MAX_OBJECT_BYTES;
  }

  add(slice: Uint8Array): void {
    this.#length += slice.length;
    if (this.isTooLarge) this.#slices = [];
    else if (slice.length > 0) this.#slices.push(slice);
  }

  /** All of it, and starts anew. One slice is given without being copied. */
  take(): Uint8Array {
    const [only, ...more] = this.#slices;
    const bytes = only === undefined || more.length > 0 ? Buffer.concat(this.#slices) : only;
    this.#slices = [];
    this.#length = 0;
    return bytes;
  }
}
