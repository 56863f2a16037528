/** The head of one part of a `multipart/form-data` body. */
export interface PartHead {
  readonly name: string;
  /** Absent for a plain field. */
  readonly filename?: string;
}

/** Takes the bytes of a part. */
export type PartSink = (chunk: Buffer) => Promise<void>;

const HEAD_END = Buffer.from('\r\n\r\n');
const MAX_HEAD_BYTES = 16 * 1024;

/** The boundary of a content type; undefined when it is not multipart. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  if (!contentType?.toLowerCase().startsWith('multipart/form-data')) return undefined;
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  return quoted ?? plain;
}

/**
 * Reads a `multipart/form-data` body (RFC 7578) part by part, holding no more than a piece of it.
 * @throws when the body ends too early or is none.
 */
export async function readParts(
  source: AsyncIterable<Buffer>,
  boundary: string,
  open: (head: PartHead) => PartSink,
): Promise<void> {
  const reader = new Reader(source);
  await reader.until(Buffer.from(`--${boundary}`), async () => undefined);
  while (!(await reader.atEnd())) {
    const head: Buffer[] = [];
    let bytes = 0;
    await reader.until(HEAD_END, async (chunk) => {
      bytes += chunk.length;
      if (bytes > MAX_HEAD_BYTES) throw new Error('The head of a part is too long');
      head.push(chunk);
    });
    await reader.until(Buffer.from(`\r\n--${boundary}`), open(readHead(Buffer.concat(head).toString('utf8'))));
  }
}

class Reader {
  readonly #chunks: AsyncIterator<Buffer>;
  #buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  async #more(): Promise<void> {
    const next = await this.#chunks.next();
    if (next.done) throw new Error('The request ended before its last part did');
    this.#buffer = Buffer.concat([this.#buffer, next.value]);
  }

  /** Hands over everything before the delimiter, and skips that. */
  async until(delimiter: Buffer, take: PartSink): Promise<void> {
    for (;;) {
      const at = this.#buffer.indexOf(delimiter);
      const safe = at >= 0 ? at : Math.max(0, this.#buffer.length - delimiter.length + 1);
      if (safe > 0) await take(this.#buffer.subarray(0, safe));
      this.#buffer = this.#buffer.subarray(at >= 0 ? at + delimiter.length : safe);
      if (at >= 0) return;
      await this.#more();
    }
  }

  /** After a delimiter: two hyphens end the body, a line break opens the next part. */
  async atEnd(): Promise<boolean> {
    while (this.#buffer.length < 2) await this.#more();
    const ended = this.#buffer.toString('latin1', 0, 2) === '--';
    if (!ended) this.#buffer = this.#buffer.subarray(2);
    return ended;
  }
}

function readHead(text: string): PartHead {
  const disposition = /^content-disposition:(.*)$/im.exec(text)?.[1] ?? '';
  const name = /[;\s]name="((?:\\"|[^"])*)"/i.exec(disposition)?.[1] ?? '';
  const encoded = /[;\s]filename\*=utf-8''([^;\s]+)/i.exec(disposition)?.[1];
  const plain = /[;\s]filename="((?:\\"|[^"])*)"/i.exec(disposition)?.[1];
  if (encoded !== undefined) return { name, filename: decodeURIComponent(encoded) };
  return plain === undefined ? { name } : { name, filename: plain.replaceAll('\\"', '"').replaceAll('%22', '"') };
}
