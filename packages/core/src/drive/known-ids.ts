import { type DraftOptions, type FilesPort, KNOWN_BLOCK } from '../ports/files.ts';
import type { IdTable } from './id-table.ts';

/** Ids by number that count as there although the file does not have them. */
export class KnownIds {
  readonly #numbers = new Set<number>();
  readonly #ids: IdTable;

  constructor(ids: IdTable) {
    this.#ids = ids;
  }

  has(number: number): boolean {
    return this.#numbers.has(number);
  }

  add(id: string): void {
    this.#numbers.add(this.#ids.add(id));
  }

  /** Asks the platform, in blocks. @throws PlatformError */
  async ask(numbers: readonly number[], files: FilesPort, options: DraftOptions): Promise<void> {
    for (let start = 0; start < numbers.length; start += KNOWN_BLOCK) {
      const block = numbers.slice(start, start + KNOWN_BLOCK);
      const known = await files.known(
        block.map((number) => this.#ids.text(number)),
        options,
      );
      for (const number of block) if (known.has(this.#ids.text(number))) this.#numbers.add(number);
    }
  }
}
