/** A stream whose beginning was looked at. */
export interface Peeked {
  readonly head: Uint8Array;
  /** Everything, from the beginning, and the error that ended the looking. */
  readonly all: AsyncIterable<Uint8Array>;
  /** Gives up what was not read. */
  close(): Promise<void>;
}

/** Reads until `isEnough`, or to the end. @throws what the stream throws at once; later errors come with `all`. */
export async function peek(bytes: AsyncIterable<Uint8Array>, isEnough: (head: Uint8Array) => boolean): Promise<Peeked> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  let failed: { readonly error: unknown } | undefined;
  try {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
      if (isEnough(head)) break;
    }
  } catch (error) {
    if (head.length === 0) throw error;
    failed = { error };
  }
  async function* all() {
    yield head;
    if (failed) throw failed.error;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  return { head, all: all(), close: async () => void (await iterator.return?.()) };
}
