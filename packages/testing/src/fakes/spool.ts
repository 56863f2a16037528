import { tmpdir } from 'node:os';
import { InputError } from '@opencti-connectors/core';
import type { Spool, SpoolPort, Spot } from '@opencti-connectors/core/ports';

/** Spools in memory. */
export class FakeSpools implements SpoolPort {
  /** Spools that were opened and not closed. */
  opened = 0;
  readonly folder = tmpdir();
  readonly #space: number;

  /** `space`: bytes after which there is no space left. */
  constructor(space = Number.POSITIVE_INFINITY) {
    this.#space = space;
  }

  async open(): Promise<Spool> {
    this.opened += 1;
    const pieces = new Map<number, string>();
    let size = 0;
    return {
      append: async (text: string): Promise<Spot> => {
        const spot = { offset: size, length: Buffer.byteLength(text) };
        size += spot.length;
        if (size > this.#space) throw new InputError('there is no space left', { code: 'NO_SPOOL' });
        pieces.set(spot.offset, text);
        return spot;
      },
      read: async (spots) => spots.map(({ offset }) => pieces.get(offset) ?? ''),
      close: async () => {
        this.opened -= 1;
      },
    };
  }
}
