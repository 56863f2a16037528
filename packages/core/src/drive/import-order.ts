import type { ImportObjects } from './import-objects.ts';
import { NEED } from './import-references.ts';

/** The order in which objects are sent, and the references that would lead round in a circle. */
export interface ImportOrder {
  /** What an object names comes before it. */
  readonly objects: Uint32Array;
  /** By object: numbers of ids that it names and that come after it. */
  readonly cut: ReadonlyMap<number, ReadonlySet<number>>;
}

const [NEW, OPEN, DONE, LATE] = [0, 1, 2, 3];

/**
 * Dependency order, else the order of the file. Linear, without recursion. A circle is cut at the edge that closes it;
 * where that is one that its object cannot be without, the object comes late instead, and what led to it is cut.
 */
export function importOrder(objects: ImportObjects): ImportOrder {
  const walk = new Walk(objects);
  // Markings stand on nothing: everything else may stand on them.
  for (let object = 0; object < objects.size; object++) {
    if (objects.ids.type(objects.idOf(object)) === 'marking-definition') walk.finish(object);
  }
  for (let object = 0; object < objects.size; object++) walk.from(object);
  walk.late();
  return { objects: walk.order, cut: walk.cut };
}

class Walk {
  readonly order: Uint32Array;
  readonly cut = new Map<number, Set<number>>();
  readonly #objects: ImportObjects;
  readonly #states: Uint8Array;
  /** Objects on the way, and the next reference of each. */
  readonly #path: number[] = [];
  readonly #next: number[] = [];
  #late: number[] = [];
  #mayBeLate = true;
  #done = 0;

  constructor(objects: ImportObjects) {
    this.#objects = objects;
    this.order = new Uint32Array(objects.size);
    this.#states = new Uint8Array(objects.size);
  }

  finish(object: number): void {
    this.#states[object] = DONE;
    this.order[this.#done++] = object;
  }

  from(root: number): void {
    if (this.#states[root] !== NEW) return;
    this.#enter(root);
    while (this.#path.length > 0) this.#step();
  }

  /** What could not come in its turn. */
  late(): void {
    const late = this.#late;
    this.#mayBeLate = false;
    for (const object of late) this.#states[object] = NEW;
    for (const object of late) this.from(object);
  }

  #step(): void {
    const object = this.#path.at(-1) ?? 0;
    const at = this.#next.at(-1) ?? 0;
    if (at === this.#objects.referenceCount(object)) {
      this.#leave();
      this.finish(object);
      return;
    }
    this.#next[this.#next.length - 1] = at + 1;
    const { id, need } = this.#objects.reference(object, at);
    const target = this.#objects.objectOf(id);
    if (target === undefined || this.#states[target] === DONE) return;
    if (this.#states[target] === NEW) this.#enter(target);
    else if (need !== NEED.none && this.#mayBeLate) this.#postpone(object);
    else this.#addCut(object, id);
  }

  #enter(object: number): void {
    this.#states[object] = OPEN;
    this.#path.push(object);
    this.#next.push(0);
  }

  #leave(): void {
    this.#path.pop();
    this.#next.pop();
  }

  #postpone(object: number): void {
    this.#leave();
    this.#states[object] = LATE;
    this.#late.push(object);
    const from = this.#path.at(-1);
    if (from !== undefined) this.#addCut(from, this.#objects.idOf(object));
  }

  #addCut(object: number, id: number): void {
    const ids = this.cut.get(object);
    if (ids) ids.add(id);
    else this.cut.set(object, new Set([id]));
  }
}
