import { randomUUID } from 'node:crypto';
import type { FilterGroup } from '../graphql/paging.ts';

/** A live stream of the platform: a collection with filters. */
export interface StreamCollection {
  readonly id: string;
  name: string;
  description: string | null;
  /** JSON text of the filters, as it was given. */
  filters: string | null;
  origin_filters: string | null;
  stream_live: boolean;
  stream_public: boolean;
  stream_public_user_id: string | null;
  members: readonly { readonly id: string; readonly access_right: string }[];
}

/** Who reads a stream now. */
export interface StreamConsumer {
  readonly connectionId: string;
  readonly connectedAt: string;
  lastEventId: string;
  readonly streamId: string;
  readonly userId: string | undefined;
}

export const EVERYTHING: FilterGroup = { mode: 'and', filters: [], filterGroups: [] };

/** The collections of a platform, and who reads them. */
export class StreamCollections {
  readonly #all = new Map<string, StreamCollection>();
  readonly consumers = new Map<string, StreamConsumer>();

  all(): StreamCollection[] {
    return [...this.#all.values()];
  }

  find(id: string): StreamCollection | undefined {
    return this.#all.get(id);
  }

  /** @throws SyntaxError for filters that are not JSON. */
  add(input: Partial<StreamCollection>): StreamCollection {
    for (const text of [input.filters, input.origin_filters]) if (text) JSON.parse(text);
    const collection: StreamCollection = {
      id: input.id ?? randomUUID(),
      name: input.name ?? '',
      description: input.description ?? null,
      filters: input.filters ?? null,
      origin_filters: input.origin_filters ?? null,
      stream_live: input.stream_live ?? false,
      stream_public: input.stream_public ?? false,
      stream_public_user_id: input.stream_public_user_id ?? null,
      members: input.members ?? [],
    };
    this.#all.set(collection.id, collection);
    return collection;
  }

  delete(id: string): boolean {
    return this.#all.delete(id);
  }
}

export function filtersOf({ filters }: Pick<StreamCollection, 'filters'>): FilterGroup {
  return filters ? (JSON.parse(filters) as FilterGroup) : EVERYTHING;
}
