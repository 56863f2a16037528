/** A stream whose beginning was looked at. */
export interface Peeked {
  readonly head: Uint8Array;
  /** Everything, from the beginning. */
  readonly all: AsyncIterable<Uint8Array>;
  /** Gives up what was not read. */
  close(): Promise<void>;
}

/** Reads until `isEnough`, or to the end. */
export async function peek(bytes: AsyncIterable<Uint8Array>, isEnough: (head: Uint8Array) => boolean): Promise<Peeked> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
    if (isEnough(head)) break;
  }
  async function* all() {
    yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  return { head, all: all(), close: async () => void (await iterator.return?.()) };
}
