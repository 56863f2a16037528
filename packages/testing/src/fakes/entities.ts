import type { EntitiesPort } from '@opencti-connectors/core/ports';
import type { StixObject } from '@opencti-connectors/core/stix';

/** Entities in memory. */
export class FakeEntities implements EntitiesPort {
  /** Ids that were asked for. */
  readonly asked: string[] = [];
  /** What `wasAsked` says. */
  manual = true;
  readonly #objects: ReadonlyMap<string, StixObject>;

  constructor(objects: readonly StixObject[] = []) {
    this.#objects = new Map(objects.map((object) => [object.id, object]));
  }

  async read(id: string): Promise<StixObject | undefined> {
    this.asked.push(id);
    return this.#objects.get(id);
  }

  async wasAsked(): Promise<boolean> {
    return this.manual;
  }
}
