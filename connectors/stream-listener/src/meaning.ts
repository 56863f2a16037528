import { type StreamEvent, stateBefore } from '@opencti-connectors/core';
import { openctiId, type StixObject } from '@opencti-connectors/core/stix';

/** What an event means for a receiver that keeps objects by the id of OpenCTI: to hold one, or not to any more. */
export interface Action {
  readonly action: 'upsert' | 'delete';
  /** OpenCTI's internal id: stays when the STIX id changes. */
  readonly id: string;
  readonly object: StixObject;
  /** STIX id that the object had before this event gave it another. */
  readonly previousId?: string;
}

/**
 * Leaving the collection is a deletion already; here revoked and expired ones become deletions too (unless kept), what
 * was merged away is deleted, and a changed STIX id says which one it replaces.
 */
export function actionsOf(event: StreamEvent, ended: 'keep' | 'delete', now: Date): Action[] {
  const { type, data, entityId: id } = event;
  if (type === 'delete') return [{ action: 'delete', id, object: data }];
  const previousId = previousIdOf(event);
  const isGone = ended === 'delete' && hasEnded(data, now);
  const own: Action = {
    action: isGone ? 'delete' : 'upsert',
    id,
    object: data,
    ...(previousId && previousId !== data.id ? { previousId } : {}),
  };
  return type === 'merge' ? [...mergedAway(event), own] : [own];
}

function mergedAway({ context }: StreamEvent): Action[] {
  const sources = Array.isArray(context.sources) ? (context.sources as unknown[]) : [];
  return sources.filter(isStix).map((object) => ({ action: 'delete', id: openctiId(object) ?? object.id, object }));
}

/** The reverse patch holds the STIX id from before. */
function previousIdOf({ context }: StreamEvent): string | undefined {
  const reverse = Array.isArray(context.reverse_patch) ? (context.reverse_patch as unknown[]) : [];
  const change = reverse.find((one) => (one as { path?: unknown } | null)?.path === '/id') as
    | { value?: unknown }
    | undefined;
  return typeof change?.value === 'string' ? change.value : undefined;
}

function hasEnded({ revoked, valid_until: until }: StixObject, now: Date): boolean {
  return revoked === true || (typeof until === 'string' && Date.parse(until) < now.getTime());
}

function isStix(value: unknown): value is StixObject {
  const { id, type } = (value ?? {}) as { id?: unknown; type?: unknown };
  return typeof id === 'string' && typeof type === 'string';
}

/**
 * The deletion that an update is for a receiver when the object passed the filters before and does not any more, as the
 * platform does for those of a live stream. @returns undefined where the state before is not told.
 */
export function asDeletion(event: StreamEvent): StreamEvent | undefined {
  const data = stateBefore(event);
  if (!data) return undefined;
  const body = JSON.parse(event.text) as Record<string, unknown>;
  const text = JSON.stringify({ ...body, type: 'delete', data, context: {} });
  return { ...event, type: 'delete', data, context: {}, text };
}
