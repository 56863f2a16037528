import { unite } from '../bundle/unite.ts';
import type { Spool, Spot } from '../ports/spool.ts';
import type { StixObject } from '../stix/object.ts';
import { IdTable } from './id-table.ts';
import { eachReference } from './import-references.ts';
import { Numbers } from './numbers.ts';

/** Bits of a reference that hold what it is needed for. */
const NEED_BITS = 3;

/**
 * The objects of a file, their text in a spool and their references in memory as numbers (decision 21). An object that
 * comes again under its id is united with the earlier one when it is read.
 */
export class ImportObjects {
  readonly ids = new IdTable();
  readonly #spool: Spool;
  /** By object: number of its id, place of its text, where its references begin. */
  readonly #idOf = new Numbers(Uint32Array);
  readonly #offsets = new Numbers(Float64Array);
  readonly #lengths = new Numbers(Uint32Array);
  readonly #firstReference = new Numbers(Uint32Array);
  readonly #references = new Numbers(Uint32Array);
  /** By number of an id: its object plus one; 0 when the file has none. */
  readonly #objectOf = new Numbers(Uint32Array);
  /** What came again: rare, so it may be dear. */
  readonly #again = new Map<number, { readonly spots: Spot[]; readonly references: number[] }>();

  constructor(spool: Spool) {
    this.#spool = spool;
  }

  get size(): number {
    return this.#idOf.length;
  }

  /** Objects that came more than once. */
  get repeated(): number {
    return this.#again.size;
  }

  /** @throws InputError when the spool has no space left. */
  async add(object: StixObject): Promise<void> {
    const spot = await this.#spool.append(JSON.stringify(object));
    const id = this.#number(object.id);
    const known = this.#objectOf.get(id);
    if (known > 0) this.#addAgain(known - 1, spot, object);
    else this.#addNew(id, spot, object);
  }

  /** The object of a number of an id; undefined when the file has none. */
  objectOf(id: number): number | undefined {
    const object = this.#objectOf.get(id);
    return object > 0 ? object - 1 : undefined;
  }

  idOf(object: number): number {
    return this.#idOf.get(object);
  }

  /** How many bytes an object has as text. */
  bytesOf(object: number): number {
    return this.#lengths.get(object);
  }

  referenceCount(object: number): number {
    return this.#ownReferences(object) + (this.#again.get(object)?.references.length ?? 0);
  }

  /** One reference: the number of the id that is named, and what for. */
  reference(object: number, index: number): { readonly id: number; readonly need: number } {
    const own = this.#ownReferences(object);
    const packed =
      index < own
        ? this.#references.get(this.#firstReference.get(object) + index)
        : (this.#again.get(object)?.references[index - own] ?? 0);
    return { id: packed >>> NEED_BITS, need: packed & ((1 << NEED_BITS) - 1) };
  }

  /** The objects themselves, whole, in the order asked for. */
  async read(objects: readonly number[]): Promise<StixObject[]> {
    const spots = objects.map((object) => this.#spotsOf(object));
    const texts = await this.#spool.read(spots.flat());
    let next = 0;
    return spots.map(({ length }) => {
      const own = texts.slice(next, next + length).map((text) => JSON.parse(text) as StixObject);
      next += length;
      return own.reduce((earlier, later) => unite(earlier, later));
    });
  }

  close(): Promise<void> {
    return this.#spool.close();
  }

  #addNew(id: number, { offset, length }: Spot, object: StixObject): void {
    const own = this.#idOf.push(id);
    this.#objectOf.set(id, own + 1);
    this.#offsets.push(offset);
    this.#lengths.push(length);
    this.#firstReference.push(this.#references.length);
    eachReference(object, (target, need) => void this.#references.push((this.#number(target) << NEED_BITS) | need));
  }

  #addAgain(own: number, spot: Spot, object: StixObject): void {
    const again = this.#again.get(own) ?? { spots: [], references: [] };
    again.spots.push(spot);
    eachReference(object, (target, need) => void again.references.push((this.#number(target) << NEED_BITS) | need));
    this.#again.set(own, again);
  }

  #number(id: string): number {
    const number = this.ids.add(id);
    while (this.#objectOf.length <= number) this.#objectOf.push(0);
    return number;
  }

  #ownReferences(object: number): number {
    const end = object + 1 < this.size ? this.#firstReference.get(object + 1) : this.#references.length;
    return end - this.#firstReference.get(object);
  }

  #spotsOf(object: number): Spot[] {
    const first = { offset: this.#offsets.get(object), length: this.#lengths.get(object) };
    return [first, ...(this.#again.get(object)?.spots ?? [])];
  }
}
