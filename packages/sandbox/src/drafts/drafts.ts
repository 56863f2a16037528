import { randomUUID } from 'node:crypto';
import { GraphStore } from '../graph/store.ts';

/** A draft workspace: what was written in it lies over the platform's knowledge until it is validated. */
export interface Draft {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  /** Internal id of the entity that it is about. */
  readonly entityId: string | null;
  readonly creatorId: string;
  readonly createdAt: string;
  readonly graph: GraphStore;
  status: 'open' | 'validated';
}

export interface NewDraft {
  readonly name: string;
  readonly description?: string | null;
  readonly entityId?: string | null;
  readonly creatorId: string;
}

/** The drafts of a platform. */
export class DraftStore {
  readonly #drafts = new Map<string, Draft>();
  readonly #base: GraphStore;

  constructor(base: GraphStore) {
    this.#base = base;
  }

  find(id: string): Draft | undefined {
    return this.#drafts.get(id);
  }

  all(): Draft[] {
    return [...this.#drafts.values()];
  }

  add({ name, description = null, entityId = null, creatorId }: NewDraft): Draft {
    const createdAt = new Date().toISOString();
    const about = { name, description, entityId, creatorId, createdAt, status: 'open' as const };
    const draft: Draft = { id: randomUUID(), ...about, graph: new GraphStore(this.#base) };
    this.#drafts.set(draft.id, draft);
    return draft;
  }

  delete(id: string): boolean {
    return this.#drafts.delete(id);
  }
}
