import type { StixObject } from '../stix/object.ts';
import type { ImportObjects } from './import-objects.ts';
import { type ImportOrder, importOrder } from './import-order.ts';
import { keepingReferences, NEED, needsOne, PROPERTY } from './import-references.ts';
import type { KnownIds } from './known-ids.ts';

export type MissingReferences = 'resolve' | 'drop' | 'report';

/** An object that cannot be sent because of what it names. */
export interface UnmetNeed {
  readonly id: string;
  readonly path: string;
  readonly reason: string;
}

/** References that lead to nothing: what is named, and by how many objects. */
export interface Missing {
  readonly id: string;
  readonly references: number;
}

/** Which objects of a file are sent, in which order and with which of their references. */
export class ImportPlan {
  readonly #objects: ImportObjects;
  readonly #known: KnownIds;
  readonly #mode: MissingReferences;
  readonly #order: ImportOrder;
  /** By object: 1 when it is not sent. */
  readonly #refused: Uint8Array;
  readonly #missing = new Map<number, number>();

  constructor(objects: ImportObjects, known: KnownIds, mode: MissingReferences) {
    this.#objects = objects;
    this.#known = known;
    this.#mode = mode;
    this.#order = importOrder(objects);
    this.#refused = new Uint8Array(objects.size);
  }

  /** References that were cut because they led round in a circle. */
  get circles(): number {
    let count = 0;
    for (const ids of this.#order.cut.values()) count += ids.size;
    return count;
  }

  /** What references lead to that is neither in the file nor known, after `settle`. */
  get missing(): Missing[] {
    return [...this.#missing].map(([id, references]) => ({ id: this.#objects.ids.text(id), references }));
  }

  /** Numbers of the objects that are sent, what is named before what names it. */
  *sent(): Generator<number> {
    for (const object of this.#order.objects) if (this.#refused[object] === 0) yield object;
  }

  /** Decides in the order of sending, so that what needs a refused object is refused too. */
  *settle(): Generator<UnmetNeed> {
    for (const object of this.#order.objects) {
      const unmet = this.#unmet(object);
      if (unmet) {
        this.#refused[object] = 1;
        yield { id: this.#objects.ids.text(this.#objects.idOf(object)), ...unmet };
      } else this.#noteMissing(object);
    }
  }

  /** The object with the references that may stay. */
  clean(object: number, value: StixObject): StixObject {
    return keepingReferences(value, (id) => {
      const number = this.#objects.ids.find(id);
      return number === undefined || this.#stays(object, number);
    });
  }

  /** Why an object makes no sense, because of what it names. */
  #unmet(object: number): { path: string; reason: string } | undefined {
    let place: { readonly id: number; readonly need: number } | undefined;
    let hasPlace = false;
    for (let index = 0; index < this.#objects.referenceCount(object); index++) {
      const reference = this.#objects.reference(object, index);
      if (reference.need === NEED.none) continue;
      const stays = this.#stays(object, reference.id);
      if (needsOne(reference.need)) {
        place = reference;
        hasPlace ||= stays;
      } else if (!stays) return this.#why(object, reference);
    }
    return place && !hasPlace ? this.#why(object, place) : undefined;
  }

  #noteMissing(object: number): void {
    for (let index = 0; index < this.#objects.referenceCount(object); index++) {
      const { id } = this.#objects.reference(object, index);
      if (this.#objects.objectOf(id) !== undefined || this.#known.has(id)) continue;
      this.#missing.set(id, (this.#missing.get(id) ?? 0) + 1);
    }
  }

  #why(object: number, { id, need }: { readonly id: number; readonly need: number }): { path: string; reason: string } {
    const what = this.#objects.ids.text(id);
    const target = this.#objects.objectOf(id);
    const why = this.#isCut(object, id)
      ? 'which leads back to this object'
      : target === undefined
        ? 'which is neither among the objects of the file nor on the platform'
        : 'which is left out itself';
    return { path: `$.${PROPERTY[need]}`, reason: `names ${what}, ${why}` };
  }

  #stays(object: number, id: number): boolean {
    const target = this.#objects.objectOf(id);
    if (target !== undefined) return this.#refused[target] === 0 && !this.#isCut(object, id);
    return this.#known.has(id) || this.#mode === 'report';
  }

  #isCut(object: number, id: number): boolean {
    return this.#order.cut.get(object)?.has(id) ?? false;
  }
}

/** Numbers of ids that are named and are not in the file; of markings alone when nothing else is asked for. */
export function absentIds(objects: ImportObjects, known: KnownIds, markingsAlone: boolean): number[] {
  const absent = new Set<number>();
  for (let object = 0; object < objects.size; object++) {
    for (let index = 0; index < objects.referenceCount(object); index++) {
      const { id, need } = objects.reference(object, index);
      if (markingsAlone && need !== NEED.marking) continue;
      if (objects.objectOf(id) === undefined && !known.has(id)) absent.add(id);
    }
  }
  return [...absent];
}
