import type { RefusedEvent } from '@opencti-connectors/core';
import { z } from 'zod';
import type { Item } from '../mapping.ts';

/** What a receiver may answer: about objects one by one. Anything else means that all were taken. */
export const Answer = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      status: z.enum(['accepted', 'rejected']).default('accepted'),
      reason: z.string().exactOptional(),
      external_id: z.string().exactOptional(),
      url: z.url().exactOptional(),
      note: z.string().exactOptional(),
      sightings: z
        .array(
          z.object({
            count: z.number().int().positive().exactOptional(),
            first_seen: z.iso.datetime().exactOptional(),
            last_seen: z.iso.datetime().exactOptional(),
          }),
        )
        .exactOptional(),
    }),
  ),
});

/** What a receiver says about one object: its id at the receiver and its page there, words for a note, where it was seen. */
export type Report = z.output<typeof Answer>['results'][number];

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
