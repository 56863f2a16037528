import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Log, lastLineEnd, SourceError } from '@opencti-connectors/core';
import type { Item } from '../mapping.ts';
import type { Settings } from '../settings.ts';
import { ALL_TAKEN, type Delivered, type Sink } from './sink.ts';

type Options = Pick<Settings, 'fileFolder' | 'filePrefix' | 'fileMaxMb' | 'fileMaxAge' | 'fileGzip'>;

/** What is written to carries this ending; what has lost it is complete, and not touched again. */
const OPEN = '.part';
const LINE_FEED = 0x0a;
/** Most bytes of UTF-8 for one unit of a text. */
const BYTES_A_UNIT = 3;

/**
 * NDJSON files in a folder. One is written to at a time, as `<prefix>-<time>.ndjson.part`; when it is full or old it gets
 * its final name in one step, compressed before where wanted. What a killed process left is completed at the next start.
 */
export class FileSink implements Sink {
  readonly #options: Options;
  readonly #folder: string;
  readonly #log: Log;
  readonly #lines = new LineBuffer();
  #file: FileHandle | undefined;
  #path = '';
  #bytes = 0;
  #openedAt = 0;

  constructor(options: Options, log: Log) {
    this.#options = options;
    this.#folder = options.fileFolder ?? '.';
    this.#log = log;
  }

  /** Completes what an earlier process left. @throws SourceError when the folder cannot be written to. */
  async open(): Promise<this> {
    await this.#guarded(async () => {
      await mkdir(this.#folder, { recursive: true });
      const left = (await readdir(this.#folder)).filter((name) => name.startsWith(`${this.#options.filePrefix}-`));
      for (const name of left.filter((one) => one.endsWith('.gz.tmp'))) await rm(join(this.#folder, name));
      for (const name of left.filter((one) => one.endsWith(OPEN))) await this.#completeLeft(join(this.#folder, name));
    });
    return this;
  }

  async deliver(items: readonly Item[]): Promise<Delivered> {
    const lines = this.#lines.encode(items);
    await this.#guarded(async () => {
      const file = this.#file ?? (await this.#begin());
      await file.appendFile(lines);
      this.#bytes += lines.length;
      if (this.#bytes >= this.#options.fileMaxMb * 1_000_000) await this.#complete();
    });
    return ALL_TAKEN;
  }

  /** On disk: only then does the position move. */
  async flush(): Promise<void> {
    await this.#guarded(async () => {
      await this.#file?.datasync();
      if (this.#file && Date.now() - this.#openedAt >= this.#options.fileMaxAge) await this.#complete();
    });
  }

  async close(): Promise<void> {
    await this.#guarded(() => this.#complete());
  }

  async #begin(): Promise<FileHandle> {
    const time = new Date().toISOString().replaceAll(/[-:]/g, '').replace('.', '');
    this.#path = join(this.#folder, `${this.#options.filePrefix}-${time}-${process.pid}.ndjson`);
    this.#file = await open(this.#path + OPEN, 'a', 0o640);
    this.#bytes = 0;
    this.#openedAt = Date.now();
    return this.#file;
  }

  async #complete(): Promise<void> {
    const file = this.#file;
    if (!file) return;
    this.#file = undefined;
    await file.datasync();
    await file.close();
    await this.#finish(this.#path);
    this.#log.debug('file complete', { file: this.#path, bytes: this.#bytes });
  }

  async #finish(path: string): Promise<void> {
    if (!this.#options.fileGzip) return rename(path + OPEN, path);
    const compressed = `${path}.gz.tmp`;
    await pipeline(createReadStream(path + OPEN), createGzip(), createWriteStream(compressed, { mode: 0o640 }));
    await rename(compressed, `${path}.gz`);
    await rm(path + OPEN);
  }

  /** A line that a kill cut short was never confirmed: it is taken off, and comes again. */
  async #completeLeft(path: string): Promise<void> {
    const file = await open(path, 'r+');
    let end: number;
    try {
      const { size } = await file.stat();
      end = await lastLineEnd(file, size);
      if (end < size) await file.truncate(end);
    } finally {
      await file.close();
    }
    if (end === 0) return rm(path);
    await this.#finish(path.slice(0, -OPEN.length));
    this.#log.info('file of an earlier process completed', { file: path });
  }

  async #guarded(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (cause) {
      const code = String((cause as { code?: unknown }).code ?? cause);
      const message = `STREAM_LISTENER_FILE_FOLDER: ${this.#folder} cannot be written to (${code})`;
      throw new SourceError(message, { code, retryable: true, cause });
    }
  }
}

/** Lines as bytes, in memory that is used again for each batch. */
class LineBuffer {
  #buffer = Buffer.alloc(0);

  encode(items: readonly Item[]): Buffer {
    let most = 0;
    for (const { head, tail } of items) most += BYTES_A_UNIT * (head.length + tail.length) + 1;
    if (this.#buffer.length < most) this.#buffer = Buffer.allocUnsafeSlow(most);
    const buffer = this.#buffer;
    let end = 0;
    for (const { head, tail } of items) {
      end += buffer.write(head, end);
      end += buffer.write(tail, end);
      buffer[end++] = LINE_FEED;
    }
    return buffer.subarray(0, end);
  }
}
