import type { RefusedEvent } from '@opencti-connectors/core';
import type { Item } from '../mapping.ts';

/** What a receiver says about one object it was given. */
export interface Report {
  /** OpenCTI's id or the STIX id of the object. */
  readonly id: string;
  /** Its id at the receiver, and its page there. */
  readonly externalId?: string;
  readonly url?: string;
  readonly note?: string;
  readonly sightings?: readonly {
    readonly count?: number;
    readonly first_seen?: string;
    readonly last_seen?: string;
  }[];
}

export interface Delivered {
  readonly refused: readonly RefusedEvent[];
  readonly reports: readonly Report[];
}

/** Where lines go. What it throws is tried again when it is `retryable`. */
export interface Sink {
  deliver(items: readonly Item[], signal: AbortSignal): Promise<Delivered>;
  flush?(): Promise<void>;
  close?(): Promise<void>;
}

export const ALL_TAKEN: Delivered = { refused: [], reports: [] };
