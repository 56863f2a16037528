import { createReadStream } from 'node:fs';
import { appendFile, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { InputError } from '../errors.ts';
import type { DeadLetter, DeadLetterPort } from '../ports/stream.ts';
import { codeOf, FOLDER_MODE, MODE } from './files.ts';

/**
 * Dead letters as lines of JSON in `dead-letters.ndjson` of a folder. While they are replayed they stand in
 * `dead-letters.replaying.ndjson`: a replay that was interrupted begins there again.
 */
export class DeadLetterFile implements DeadLetterPort {
  readonly #folder: string;
  readonly #file: string;
  readonly #replaying: string;
  /** Letters put since a reading began. */
  #put = 0;
  #bytesRead = 0;

  constructor(folder: string) {
    this.#folder = folder;
    this.#file = join(folder, 'dead-letters.ndjson');
    this.#replaying = join(folder, 'dead-letters.replaying.ndjson');
  }

  /** @throws InputError when the folder cannot be written to. */
  async put(letters: readonly DeadLetter[]): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: FOLDER_MODE });
      const file = await open(this.#file, 'a', MODE);
      try {
        await file.appendFile(letters.map((letter) => `${JSON.stringify(letter)}\n`).join(''));
        await file.sync();
      } finally {
        await file.close();
      }
      this.#put += letters.length;
    } catch (cause) {
      throw new InputError(`dead letters cannot be written to ${this.#file} (${codeOf(cause)})`, { cause });
    }
  }

  async *read(): AsyncGenerator<DeadLetter> {
    this.#put = 0;
    this.#bytesRead = 0;
    await this.#setAside();
    if (!(await exists(this.#replaying))) return;
    const lines = createInterface({ input: createReadStream(this.#replaying), crlfDelay: Number.POSITIVE_INFINITY });
    for await (const line of lines) {
      this.#bytesRead += Buffer.byteLength(line) + 1;
      const letter = parse(line);
      if (letter) yield letter;
    }
  }

  async replace(left: readonly DeadLetter[]): Promise<number> {
    const again = this.#put;
    if (left.length > 0) await this.put(left);
    if (await exists(this.#replaying)) {
      // Another process may have appended while its file was set aside.
      const late = (await readFile(this.#replaying)).subarray(this.#bytesRead);
      if (late.length > 0) await appendFile(this.#file, late, { mode: MODE });
      await rm(this.#replaying);
    }
    return again;
  }

  async #setAside(): Promise<void> {
    if (!(await exists(this.#file))) return;
    if (!(await exists(this.#replaying))) return rename(this.#file, this.#replaying);
    await appendFile(this.#replaying, await readFile(this.#file));
    await rm(this.#file);
  }
}

/** A line that a crash cut short is no letter. */
function parse(line: string): DeadLetter | undefined {
  try {
    return JSON.parse(line) as DeadLetter;
  } catch {
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
