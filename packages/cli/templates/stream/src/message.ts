import type { StreamEvent } from '@opencti-connectors/core';

/** What the receiver gets. */
export interface Message {
  /** The same each time an event is sent: a receiver can tell repetitions by it. */
  readonly id: string;
  readonly what: StreamEvent['type'];
  readonly type: string;
  readonly name: string;
  readonly says: string;
  readonly link: string;
}

/** An event in the receiver's form. Pure: the same event gives the same message. */
export function messageOf({ id, type, data, entityId, message }: StreamEvent, platformUrl: string): Message {
  return {
    id: `${id} ${data.id}`,
    what: type,
    type: data.type,
    name: String(data.name ?? data.value ?? data.id),
    says: message,
    link: `${platformUrl.replace(/\/+$/, '')}/dashboard/id/${entityId}`,
  };
}
