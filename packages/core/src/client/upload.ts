import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { PlatformError } from '../errors.ts';

/** A file to upload. Its media type is only a hint: the platform goes by the end of the name. */
export interface UploadFile {
  readonly name: string;
  readonly mediaType: string;
  readonly data: Uint8Array | AsyncIterable<Uint8Array | string>;
}

/** A file and the place of its variable, such as `file` or `input.files.0`. */
export interface UploadSlot {
  readonly variable: string;
  readonly file: UploadFile;
}

/** A body of the GraphQL multipart request convention (protocol.md 1.6): operations, map, then the files, streamed. */
export interface MultipartBody {
  readonly contentType: string;
  readonly stream: Readable;
}

const END = '\r\n';

/** The multipart body of an operation; the slots' variables are set to null in it, as the convention asks. */
export function multipartBody(
  query: string,
  variables: object,
  slots: readonly UploadSlot[],
  patience?: Patience,
): MultipartBody {
  const boundary = `opencti-connectors-${randomUUID()}`;
  const operations = JSON.stringify({ query, variables: withNulls(variables, slots) });
  const map = JSON.stringify(
    Object.fromEntries(slots.map(({ variable }, index) => [index, [`variables.${variable}`]])),
  );
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    const text = (value: string) => Buffer.from(value, 'utf8');
    yield text(field(boundary, 'operations', operations) + field(boundary, 'map', map));
    for (const [index, { file }] of slots.entries()) {
      yield text(fileHead(boundary, index, file));
      if (file.data instanceof Uint8Array) yield file.data;
      else
        for await (const piece of file.data) {
          // A stream of bytes takes no empty piece for progress.
          if (piece.length > 0) yield typeof piece === 'string' ? text(piece) : piece;
        }
      yield text(END);
    }
    yield text(`--${boundary}--${END}`);
  };
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    stream: Readable.from(patience ? patience.over(pieces()) : pieces(), { objectMode: false }),
  };
}

/**
 * How long the other side may take to accept a piece, or to answer after the last one. The time that the file takes to
 * be written does not count: an export may be written for an hour.
 */
export class Patience {
  readonly #controller = new AbortController();
  readonly #ms: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number) {
    this.#ms = ms;
  }

  /** Aborted with a PlatformError when the other side took too long. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  async *over<Piece>(pieces: AsyncIterable<Piece>): AsyncGenerator<Piece> {
    for await (const piece of pieces) {
      this.#start();
      yield piece;
      this.end();
    }
    this.#start();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #start(): void {
    this.#timer = setTimeout(() => {
      const message = `the platform took nothing of an upload for ${this.#ms / 1000} s`;
      this.#controller.abort(new PlatformError(message, { code: 'ETIMEDOUT', retryable: true }));
    }, this.#ms);
  }
}

function field(boundary: string, name: string, value: string): string {
  return `--${boundary}${END}Content-Disposition: form-data; name="${name}"${END}${END}${value}${END}`;
}

function fileHead(boundary: string, index: number, { name, mediaType }: UploadFile): string {
  // Quotes and line ends would end the header early.
  const safe = name.replace(/[\r\n]/g, ' ').replaceAll('"', '%22');
  const disposition = `Content-Disposition: form-data; name="${index}"; filename="${safe}"`;
  return `--${boundary}${END}${disposition}${END}Content-Type: ${mediaType.replace(/[\r\n]/g, '')}${END}${END}`;
}

/** A copy of the variables with null where a file belongs. */
function withNulls(variables: object, slots: readonly UploadSlot[]): object {
  const copy = structuredClone(variables) as Record<string, unknown>;
  for (const { variable } of slots) {
    const path = variable.split('.');
    const last = path.pop() ?? '';
    let place: Record<string, unknown> = copy;
    for (const [index, step] of path.entries()) {
      place[step] ??= /^\d+$/.test(path[index + 1] ?? last) ? [] : {};
      place = place[step] as Record<string, unknown>;
    }
    place[last] = null;
  }
  return copy;
}
