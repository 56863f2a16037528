import { InputError } from '@opencti-connectors/core';

/** What is wrong with a file, where more than its message is of interest. */
export const [DAMAGED, TOO_LARGE, NOT_OURS] = ['DAMAGED', 'TOO_LARGE', 'NOT_OURS'] as const;

/** Text rarely packs better than 1:50, deflate ends at 1:1032. Small texts may do as they like. */
const MAX_RATIO = 250;
const SMALL_BYTES = 16_000_000;

/** Counts what all texts of one file have together. */
export class SizeLimit {
  readonly #maxBytes: number;
  #bytes = 0;

  /** `maxBytes` 0 for no limit. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @throws InputError `TOO_LARGE` as soon as it is too much. */
  async *counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#bytes += chunk.length;
      this.refuseAbove(this.#bytes);
      yield chunk;
    }
  }

  refuseAbove(bytes: number): void {
    if (this.#maxBytes === 0 || bytes <= this.#maxBytes) return;
    const limit = `${this.#maxBytes / 1_000_000} MB (IMPORT_FILE_STIX_MAX_SIZE)`;
    throw new InputError(`The file has more than ${limit}, unpacked.`, { code: TOO_LARGE });
  }
}

/** @throws InputError `TOO_LARGE` for what unpacks to far more than text does. */
export function refuseBomb(packed: number, unpacked: number): void {
  if (unpacked <= SMALL_BYTES || unpacked <= packed * MAX_RATIO) return;
  throw new InputError(`The file unpacks to more than ${MAX_RATIO} times its size: that is no text.`, {
    code: TOO_LARGE,
  });
}

/** A file that is broken from some place on: what stands before it can be used. */
export function damaged(message: string, cause?: unknown): InputError {
  return new InputError(message, { code: DAMAGED, cause });
}
