const CHUNK_BITS = 16;
const CHUNK = 1 << CHUNK_BITS;

type Kind = Uint8ArrayConstructor | Uint32ArrayConstructor | Float64ArrayConstructor;

/** A list of numbers that grows in chunks outside the heap: nothing is copied while it grows. */
export class Numbers {
  readonly #kind: Kind;
  readonly #chunks: (Uint8Array | Uint32Array | Float64Array)[] = [];
  #length = 0;

  constructor(kind: Kind) {
    this.#kind = kind;
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): number {
    const index = this.#length++;
    if (index >> CHUNK_BITS === this.#chunks.length) this.#chunks.push(new this.#kind(CHUNK));
    this.set(index, value);
    return index;
  }

  get(index: number): number {
    return this.#chunks[index >> CHUNK_BITS]?.[index & (CHUNK - 1)] ?? 0;
  }

  set(index: number, value: number): void {
    const chunk = this.#chunks[index >> CHUNK_BITS];
    if (chunk) chunk[index & (CHUNK - 1)] = value;
  }
}
