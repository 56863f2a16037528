import type { StreamEvent } from '../define/stream.ts';
import type { LiveMessage } from '../ports/stream.ts';
import { OPENCTI_EXTENSION } from '../stix/extensions.ts';
import type { StixObject } from '../stix/object.ts';

/** Version of events that this client reads; the platform sends no other (protocol.md 7.4). */
const VERSION = '4';
const NOTHING: Readonly<Record<string, unknown>> = {};

/** Names of messages that carry a change. */
export type DataEvent = StreamEvent['type'];

export function isDataEvent(name: string): name is DataEvent {
  return name === 'create' || name === 'update' || name === 'delete' || name === 'merge';
}

type Values = Readonly<Record<string, unknown>>;

/** An event, or why its message is none. `userId` is our own user. */
export function readEvent(
  type: DataEvent,
  { id = '', data: text }: LiveMessage,
  userId: string | null | undefined,
): StreamEvent | { readonly reason: string } {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { reason: 'its text is not JSON' };
  }
  if (!isValues(body)) return { reason: 'it is not a JSON object' };
  if (body.version !== VERSION) return { reason: `its version is ${String(body.version)}, not ${VERSION}` };
  const { data } = body;
  if (!isStix(data)) return { reason: 'its data is no object with type and id' };
  const origin = isValues(body.origin) ? body.origin : NOTHING;
  return {
    id,
    type,
    data,
    entityId: internalId(data),
    message: typeof body.message === 'string' ? body.message : '',
    origin,
    context: isValues(body.context) ? body.context : NOTHING,
    own: userId != null && (origin.user_id === userId || origin.applicant_id === userId),
    text,
  };
}

/** Listed from the database, not from the stream: its id is the time of its last change, in no order. */
export function isRecovered({ origin }: StreamEvent): boolean {
  return origin.referer === 'init-create';
}

/** Sent only because the event that follows it under the same id needs it. */
export function isDependency({ origin }: StreamEvent): boolean {
  return origin.referer === 'init-dependencies';
}

function internalId({ extensions, id }: StixObject): string {
  const own = isValues(extensions) ? extensions[OPENCTI_EXTENSION] : undefined;
  return isValues(own) && typeof own.id === 'string' ? own.id : id;
}

function isStix(value: unknown): value is StixObject {
  return isValues(value) && typeof value.type === 'string' && typeof value.id === 'string';
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
