import { InputError, type Refusal } from '@opencti-connectors/core';
import { notOurs } from './format.ts';

/** Refusals that wait for the first thing of ours; so many without one, and the file is somebody else's. */
const PATIENCE = 100;

/**
 * Whether a text is ours at all. Until something shows that it is, refusals wait: a file of another format is refused
 * as a whole, not a thousand times.
 */
export class Verdict {
  readonly #refuse: (refusal: Refusal) => void;
  #waiting: Refusal[] | undefined = [];
  #broken: Refusal | undefined;

  constructor(refuse: (refusal: Refusal) => void) {
    this.#refuse = refuse;
  }

  /** The text is ours. */
  found(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const refusal of waiting) this.#refuse(refusal);
  }

  /** `broken` for what is a fault of the text itself, whatever it was meant to be. */
  refuse(refusal: Refusal, { broken = false } = {}): void {
    if (this.#waiting) this.#wait(refusal, broken);
    else this.#refuse(refusal);
  }

  #wait(refusal: Refusal, broken: boolean): void {
    if (broken) this.#broken ??= refusal;
    this.#waiting?.push(refusal);
    if (this.#waiting?.length === PATIENCE) this.end();
  }

  /** @throws InputError when nothing was ours: `NOT_OURS` unless the text is broken. */
  end(): void {
    if (!this.#waiting) return;
    const [first] = this.#waiting;
    if (this.#broken) throw new InputError(`The file cannot be read: ${this.#broken.path} ${this.#broken.reason}.`);
    throw notOurs(first ? `This is no STIX: ${first.path} ${first.reason}.` : 'The file holds no objects.');
  }
}
