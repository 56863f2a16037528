import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

/** Bytes that were given to the platform: in memory, or in a temporary file when there are many. */
export interface Content {
  readonly size: number;
  readonly sha256: string;
  open(): Readable;
  /** All of it at once. */
  bytes(): Promise<Buffer>;
  /** Gives its place back. */
  discard(): Promise<void>;
}

/** Above this, bytes go to a temporary file. */
const IN_MEMORY_BYTES = 1024 * 1024;

/** Where large contents lie: a temporary folder, made when the first one comes and gone when the sandbox closes. */
export class Spool {
  #folder: Promise<string> | undefined;
  #count = 0;

  /** The temporary folder, once there is one. */
  get folder(): Promise<string> | undefined {
    return this.#folder;
  }

  /** A sink for bytes whose number is not known. */
  writer(): ContentWriter {
    return new ContentWriter(() => this.#freshPath());
  }

  /** Bytes that are all here. */
  async hold(bytes: Uint8Array): Promise<Content> {
    const writer = this.writer();
    await writer.write(Buffer.from(bytes));
    return writer.end();
  }

  async #freshPath(): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), 'sandbox-files-'));
    return join(await this.#folder, String(this.#count++));
  }

  async close(): Promise<void> {
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }
}

/** Takes bytes piece by piece, and moves them to a file when they become many. */
export class ContentWriter {
  readonly #freshPath: () => Promise<string>;
  readonly #hash = createHash('sha256');
  #chunks: Buffer[] = [];
  #size = 0;
  #file: { readonly path: string; readonly handle: FileHandle } | undefined;

  constructor(freshPath: () => Promise<string>) {
    this.#freshPath = freshPath;
  }

  async write(chunk: Buffer): Promise<void> {
    this.#hash.update(chunk);
    this.#size += chunk.length;
    this.#chunks.push(Buffer.from(chunk));
    if (this.#file || this.#size > IN_MEMORY_BYTES) await this.#flush();
  }

  async #flush(): Promise<void> {
    if (!this.#file) {
      const path = await this.#freshPath();
      this.#file = { path, handle: await open(path, 'w') };
    }
    for (const chunk of this.#chunks.splice(0)) await this.#file.handle.appendFile(chunk);
  }

  async end(): Promise<Content> {
    const sha256 = this.#hash.digest('hex');
    if (!this.#file) return inMemory(Buffer.concat(this.#chunks), sha256);
    await this.#file.handle.close();
    return inFile(this.#file.path, this.#size, sha256);
  }

  /** Forgets what was written. */
  async abort(): Promise<void> {
    await this.#file?.handle.close();
    if (this.#file) await rm(this.#file.path, { force: true });
  }
}

function inMemory(bytes: Buffer, sha256: string): Content {
  return {
    size: bytes.length,
    sha256,
    open: () => Readable.from(bytes.length > 0 ? [bytes] : []),
    bytes: async () => bytes,
    discard: async () => undefined,
  };
}

function inFile(path: string, size: number, sha256: string): Content {
  return {
    size,
    sha256,
    open: () => createReadStream(path),
    bytes: async () => Buffer.concat(await createReadStream(path).toArray()),
    discard: () => rm(path, { force: true }),
  };
}
