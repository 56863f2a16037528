import { InputError } from '../errors.ts';
import type { StixObject } from '../stix/object.ts';
import { type Stamp, stamp } from './stamp.ts';
import { unite } from './unite.ts';

/** Collects objects by id, stamped. An object that comes twice is united: its later values win, its lists add up. */
export class BundleCollector {
  #objects = new Map<string, StixObject>();
  readonly #stamp: Stamp;

  constructor(options: { readonly stamp?: Stamp } = {}) {
    this.#stamp = options.stamp ?? {};
  }

  get size(): number {
    return this.#objects.size;
  }

  /** Gives back the object as it will be sent. @throws InputError when it has no id. */
  add<T extends StixObject>(object: T): T {
    if (typeof object.id !== 'string' || object.id === '') {
      throw new InputError(`An object of type ${String(object.type)} has no id: it cannot be sent`);
    }
    const earlier = this.#objects.get(object.id);
    const stamped = stamp(earlier ? unite(earlier, object) : object, this.#stamp);
    this.#objects.set(object.id, stamped);
    return stamped;
  }

  addAll(objects: Iterable<StixObject>): void {
    for (const object of objects) this.add(object);
  }

  /** All objects in the order of their first coming; the collector is empty afterwards. */
  drain(): StixObject[] {
    const objects = [...this.#objects.values()];
    this.#objects = new Map();
    return objects;
  }
}
