import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../errors.ts';
import type { Spool, SpoolPort, Spot } from '../ports/spool.ts';

/** Bytes that are written at once; a spool below stays in memory. */
const BLOCK = 1_000_000;
/** Pieces that stand closer are read at once. */
const GAP = 4_096;
/** Only the owner reads what may be marked TLP:RED. */
const MODE = 0o600;

/** Spools as files without a name in a folder: the system gives their space back however the process ends. */
export function createSpools(folder: string = tmpdir()): SpoolPort {
  return { folder, open: async () => new FileSpool(folder) };
}

class FileSpool implements Spool {
  readonly #folder: string;
  #file: FileHandle | undefined;
  /** What is not written yet. */
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #written = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async append(text: string): Promise<Spot> {
    const piece = Buffer.from(text);
    const offset = this.#written + this.#tailBytes;
    this.#tail.push(piece);
    this.#tailBytes += piece.length;
    if (this.#tailBytes >= BLOCK) await this.#write();
    return { offset, length: piece.length };
  }

  async read(spots: readonly Spot[]): Promise<string[]> {
    const texts = new Array<string>(spots.length).fill('');
    const tail = Buffer.concat(this.#tail);
    const sorted = spots.map((spot, index) => ({ ...spot, index })).sort((a, b) => a.offset - b.offset);
    for (const run of runs(sorted)) {
      const [{ offset: start } = { offset: 0 }] = run;
      const last = run.at(-1);
      const bytes = await this.#bytes(start, last ? last.offset + last.length - start : 0, tail);
      for (const { offset, length, index } of run) {
        texts[index] = bytes.toString('utf8', offset - start, offset - start + length);
      }
    }
    return texts;
  }

  async close(): Promise<void> {
    this.#tail = [];
    await this.#file?.close();
  }

  async #bytes(start: number, length: number, tail: Buffer): Promise<Buffer> {
    if (start >= this.#written) return tail.subarray(start - this.#written, start - this.#written + length);
    const buffer = Buffer.allocUnsafe(length);
    const fromFile = Math.min(length, this.#written - start);
    for (let done = 0; done < fromFile; ) {
      const { bytesRead } = (await this.#file?.read(buffer, done, fromFile - done, start + done)) ?? { bytesRead: 0 };
      if (bytesRead === 0) throw new InputError(`What was put aside in ${this.#folder} cannot be read again.`);
      done += bytesRead;
    }
    if (fromFile < length) tail.copy(buffer, fromFile, 0, length - fromFile);
    return buffer;
  }

  async #write(): Promise<void> {
    const block = Buffer.concat(this.#tail);
    try {
      this.#file ??= await this.#open();
      for (let done = 0; done < block.length; ) {
        const { bytesWritten } = await this.#file.write(block, done, block.length - done, this.#written + done);
        done += bytesWritten;
      }
    } catch (cause) {
      throw unwritable(this.#folder, this.#written + this.#tailBytes, cause);
    }
    this.#written += block.length;
    this.#tail = [];
    this.#tailBytes = 0;
  }

  async #open(): Promise<FileHandle> {
    await mkdir(this.#folder, { recursive: true });
    const path = join(this.#folder, `opencti-import-${randomUUID()}`);
    const file = await open(path, 'wx+', MODE);
    await rm(path);
    return file;
  }
}

/** Neighbours together, each run no larger than a block. */
function* runs<One extends Spot>(sorted: readonly One[]): Generator<One[]> {
  let run: One[] = [];
  let [start, end] = [0, 0];
  for (const spot of sorted) {
    const fits = spot.offset - end <= GAP && spot.offset + spot.length - start <= BLOCK;
    if (run.length > 0 && !fits) {
      yield run;
      run = [];
    }
    if (run.length === 0) start = spot.offset;
    run.push(spot);
    end = spot.offset + spot.length;
  }
  if (run.length > 0) yield run;
}

function unwritable(folder: string, bytes: number, cause: unknown): InputError {
  const code = String((cause as { code?: unknown } | null)?.code ?? cause);
  const megabytes = Math.ceil(bytes / 1_000_000);
  const reason =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? `there is no space left in ${folder} after ${megabytes} MB`
      : `${folder} cannot be written to (${code})`;
  const message = `Nothing was imported: ${reason}. CONNECTOR_SPOOL_DIR names the folder where files are unpacked.`;
  return new InputError(message, { code: 'NO_SPOOL', cause });
}
