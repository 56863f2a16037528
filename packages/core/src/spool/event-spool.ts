import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../errors.ts';
import type { EventSpoolPort, SpooledEvent } from '../ports/stream.ts';
import { codeOf, FOLDER_MODE, lastLineEnd, MODE } from './files.ts';
import { lineOf, readLines } from './spool-lines.ts';

export interface SpoolOptions {
  /** Bytes that may wait. */
  readonly maxBytes: number;
  /** Bytes after which a new file begins: what was delivered is deleted by whole files. */
  readonly fileBytes?: number;
}

const FILE_BYTES = 16_000_000;
const NAME = /^(\d{10})\.events$/;

interface Segment {
  readonly number: number;
  readonly path: string;
  bytes: number;
}

/** An offset in one of the files. */
interface Place {
  readonly segment: number;
  readonly offset: number;
}

/**
 * Events as lines in numbered files of the folder `spool`. The file `head` says how far they are delivered; when it is
 * lost or old, some are delivered again. `sync` is fdatasync: what was appended since the last one may be lost when the
 * machine fails, not when the process does.
 */
export class EventSpool implements EventSpoolPort {
  readonly #folder: string;
  readonly #options: Required<SpoolOptions>;
  #segments: Segment[] = [];
  #file: FileHandle | undefined;
  /** What is released, and what is taken. */
  #head: Place = { segment: 0, offset: 0 };
  #next: Place = this.#head;
  /** Ends of the events that are taken and not released. */
  #taken: Place[] = [];
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string, options: SpoolOptions) {
    this.#folder = join(folder, 'spool');
    this.#options = { fileBytes: FILE_BYTES, ...options };
  }

  get bytes(): number {
    const all = this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
    return all - (this.#segments[0]?.number === this.#head.segment ? this.#head.offset : 0);
  }

  get isFull(): boolean {
    return this.bytes >= this.#options.maxBytes;
  }

  get isDrained(): boolean {
    const last = this.#segments.at(-1);
    if (!last || this.#next.segment > last.number) return true;
    return this.#next.segment === last.number && this.#next.offset >= last.bytes;
  }

  /** @throws InputError when the folder cannot be used. */
  open(): Promise<void> {
    return this.#alone(async () => {
      await mkdir(this.#folder, { recursive: true, mode: FOLDER_MODE });
      await this.#close();
      this.#head = await this.#readHead();
      this.#next = this.#head;
      this.#taken = [];
      this.#segments = [];
      for (const name of (await readdir(this.#folder)).sort()) await this.#find(name);
    });
  }

  append(events: readonly SpooledEvent[], isTaken = false): Promise<void> {
    return this.#alone(async () => {
      const lines = events.map(lineOf);
      const segment = await this.#current();
      try {
        await this.#file?.appendFile(lines.join(''));
      } catch (error) {
        await this.#file?.truncate(segment.bytes).catch(() => undefined);
        throw error;
      }
      for (const line of lines) {
        segment.bytes += Buffer.byteLength(line);
        if (isTaken) this.#taken.push({ segment: segment.number, offset: segment.bytes });
      }
      if (isTaken) this.#next = { segment: segment.number, offset: segment.bytes };
    });
  }

  sync(): Promise<void> {
    return this.#alone(async () => this.#file?.datasync());
  }

  async take(): Promise<readonly SpooledEvent[]> {
    for (const segment of this.#segments.filter(({ number }) => number >= this.#next.segment)) {
      if (segment.number > this.#next.segment) this.#next = { segment: segment.number, offset: 0 };
      if (this.#next.offset >= segment.bytes) continue;
      const events = await readLines(segment.path, this.#next.offset, segment.bytes);
      return events.map(({ event, end: offset }) => {
        this.#next = { segment: segment.number, offset };
        this.#taken.push(this.#next);
        return event;
      });
    }
    return [];
  }

  release(count: number): Promise<void> {
    return this.#alone(async () => {
      const head = this.#taken.splice(0, count).at(-1);
      if (!head) return;
      this.#head = head;
      if (this.isDrained && this.#taken.length === 0) await this.#close();
      while (this.#segments[0] && this.#isReleased(this.#segments[0])) {
        await rm(this.#segments[0].path);
        this.#segments.shift();
      }
      const path = join(this.#folder, 'head');
      await writeFile(`${path}.new`, `${head.segment} ${head.offset}\n`, { mode: MODE });
      await rename(`${path}.new`, path);
    });
  }

  close(): Promise<void> {
    return this.#alone(() => this.#close());
  }

  /** The file that is written to must not go away. */
  #isReleased({ number, bytes }: Segment): boolean {
    const { segment, offset } = this.#head;
    const isWritten = this.#file !== undefined && number === this.#segments.at(-1)?.number;
    return number < segment || (number === segment && offset >= bytes && !isWritten);
  }

  async #current(): Promise<Segment> {
    const last = this.#segments.at(-1);
    if (this.#file && last && last.bytes < this.#options.fileBytes) return last;
    await this.#close();
    const number = Math.max(this.#head.segment, this.#next.segment, last?.number ?? 0) + 1;
    const path = join(this.#folder, `${String(number).padStart(10, '0')}.events`);
    this.#file = await open(path, 'ax', MODE);
    const folder = await open(this.#folder, 'r');
    await folder.sync().finally(() => folder.close());
    const segment = { number, path, bytes: 0 };
    this.#segments.push(segment);
    return segment;
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.datasync().finally(() => file.close());
  }

  async #readHead(): Promise<Place> {
    const text = await readFile(join(this.#folder, 'head'), 'utf8').catch(() => '');
    const [segment = 0, offset = 0] = text.trim().split(' ').map(Number);
    return Number.isInteger(segment) && Number.isInteger(offset) ? { segment, offset } : { segment: 0, offset: 0 };
  }

  /** A file that an earlier process left, without the line that a kill cut short: its event comes again. */
  async #find(name: string): Promise<void> {
    const number = Number(NAME.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(number)) return;
    const path = join(this.#folder, name);
    if (number < this.#head.segment) return rm(path);
    const file = await open(path, 'r+');
    try {
      const { size } = await file.stat();
      const bytes = await lastLineEnd(file, size);
      if (bytes < size) await file.truncate(bytes);
      this.#segments.push({ number, path, bytes });
    } finally {
      await file.close();
    }
  }

  /** One change after the other. */
  async #alone<Result>(act: () => Promise<Result>): Promise<Result> {
    const mine = this.#last.then(act);
    this.#last = mine.catch(() => undefined);
    try {
      return await mine;
    } catch (cause) {
      throw new InputError(`events cannot be kept in ${this.#folder} (${codeOf(cause)})`, { cause });
    }
  }
}
