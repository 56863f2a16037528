import { randomBytes } from 'node:crypto';
import { Numbers } from './numbers.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const WORDS = 4;
const FIRST_SLOTS = 1 << 12;

/**
 * Numbers for ids, in the order of their first coming. An id of STIX takes about 30 bytes instead of the 100 of a text
 * in a map, so that a file with millions of references fits into memory.
 */
export class IdTable {
  readonly #types: string[] = [];
  readonly #typeNumbers = new Map<string, number>();
  /** By number: the type and four words of the UUID; a text of its own has the type `OTHER`. */
  readonly #typeOf = new Numbers(Uint32Array);
  readonly #words = new Numbers(Uint32Array);
  /** Ids that are no `<type>--<uuid>` in small letters. */
  readonly #others = new Map<string, number>();
  readonly #otherTexts = new Map<number, string>();
  #slots = new Uint32Array(FIRST_SLOTS);
  /** Of this table alone: nobody can write a file whose ids all fall on one place. */
  readonly #seed = randomBytes(4).readUInt32LE();
  readonly #parsed = new Uint32Array(WORDS);

  get size(): number {
    return this.#typeOf.length;
  }

  /** The number of an id, given to it now if it has none. */
  add(id: string): number {
    const type = this.#parse(id, true);
    if (type === undefined) return this.#addOther(id);
    const slot = this.#slot(type);
    const found = this.#slots[slot] ?? 0;
    if (found > 0) return found - 1;
    const number = this.#typeOf.push(type);
    for (const word of this.#parsed) this.#words.push(word);
    this.#slots[slot] = number + 1;
    if (this.size * 2 > this.#slots.length) this.#grow();
    return number;
  }

  find(id: string): number | undefined {
    const type = this.#parse(id, false);
    if (type === undefined) return this.#others.get(id);
    const found = this.#slots[this.#slot(type)] ?? 0;
    return found > 0 ? found - 1 : undefined;
  }

  text(number: number): string {
    const other = this.#otherTexts.get(number);
    if (other !== undefined) return other;
    let hex = '';
    for (let word = 0; word < WORDS; word++) {
      hex += this.#words
        .get(number * WORDS + word)
        .toString(16)
        .padStart(8, '0');
    }
    const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    return `${this.#types[this.#typeOf.get(number)]}--${uuid}`;
  }

  /** The type that an id begins with; the whole id where it has none. */
  type(number: number): string {
    return this.#otherTexts.get(number)?.split('--')[0] ?? this.#types[this.#typeOf.get(number)] ?? '';
  }

  #addOther(id: string): number {
    const known = this.#others.get(id);
    if (known !== undefined) return known;
    const number = this.#typeOf.push(0);
    for (let word = 0; word < WORDS; word++) this.#words.push(0);
    this.#others.set(id, number);
    this.#otherTexts.set(number, id);
    return number;
  }

  /** Leaves the words of the UUID in `#parsed` and gives the number of the type; undefined for other texts. */
  #parse(id: string, add: boolean): number | undefined {
    const end = id.indexOf('--');
    const start = end + 2;
    if (end < 1 || id.length - start !== 36 || !UUID.test(id.slice(start))) return undefined;
    const hex = id.slice(start).replaceAll('-', '');
    for (let word = 0; word < WORDS; word++) {
      this.#parsed[word] = Number.parseInt(hex.slice(word * 8, word * 8 + 8), 16);
    }
    const name = id.slice(0, end);
    const known = this.#typeNumbers.get(name);
    if (known !== undefined || !add) return known;
    const number = this.#types.push(name) - 1;
    this.#typeNumbers.set(name, number);
    return number;
  }

  /** Where the parsed id stands, or the free place for it. */
  #slot(type: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = this.#hash(type, this.#parsed) & mask; ; slot = (slot + 1) & mask) {
      const found = this.#slots[slot] ?? 0;
      if (found === 0 || this.#isAt(found - 1, type)) return slot;
    }
  }

  #isAt(number: number, type: number): boolean {
    if (this.#typeOf.get(number) !== type || this.#otherTexts.has(number)) return false;
    for (let word = 0; word < WORDS; word++) {
      if (this.#words.get(number * WORDS + word) !== this.#parsed[word]) return false;
    }
    return true;
  }

  #hash(type: number, words: Iterable<number>): number {
    let hash = this.#seed ^ type;
    for (const word of words) {
      hash = Math.imul(hash ^ word, 0x85ebca6b);
      hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
      hash ^= hash >>> 16;
    }
    return hash >>> 0;
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (const entry of this.#slots) {
      if (entry === 0) continue;
      const number = entry - 1;
      const words = Array.from({ length: WORDS }, (_, word) => this.#words.get(number * WORDS + word));
      let slot = this.#hash(this.#typeOf.get(number), words) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = entry;
    }
    this.#slots = slots;
  }
}
