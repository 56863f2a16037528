import { InputError } from '@opencti-connectors/core';
import type { Found } from './found.ts';
import { DAMAGED } from './limits.ts';

/** Finds pieces in a text that comes in chunks. */
export interface Splitter {
  /** Those that ended in this chunk. */
  push(chunk: Uint8Array): readonly Found[];
  /** What is left at the end of the text. */
  end(): readonly Found[];
}

/** The pieces of a text, those of a chunk at once; where it is damaged, a last one says so. */
export async function* piecesOf(
  bytes: AsyncIterable<Uint8Array>,
  splitter: Splitter,
): AsyncGenerator<readonly Found[]> {
  let read = 0;
  try {
    for await (const chunk of bytes) {
      read += chunk.length;
      yield splitter.push(chunk);
    }
  } catch (error) {
    if (!InputError.isInstance(error) || error.code !== DAMAGED) throw error;
    yield splitter.end();
    const flaw = { kind: 'text', reason: `is missing: ${error.message}` } as const;
    return yield [{ bytes: new Uint8Array(), path: 'the rest', offset: read, flaw }];
  }
  yield splitter.end();
}
