import type { User } from '../graphql/users.ts';
import type { Platform } from '../platform.ts';
import type { StreamCollection } from './collections.ts';

const NOT_AUTHENTICATED = 'You are not authenticated, please check your credentials';
const NOT_AUTHORIZED = 'You are not authorized, please check your credentials';
const ONLY_BYPASS = 'Consume generic stream is only authorized for bypass user';

/** Refused, with the reason phrase that carries the text (protocol.md 7.1). */
export interface StreamRefusal {
  readonly status: 401 | 410;
  readonly reason: string;
}

/** What a reader may follow: everything raw, everything, or one collection. */
export type StreamAccess =
  | { readonly kind: 'raw' | 'live'; readonly user: User }
  | { readonly kind: 'collection'; readonly collection: StreamCollection; readonly user: User | undefined };

/** Who may follow what. The platform answers neither 403 nor 404. */
export function accessTo(platform: Platform, id: string, user: User | undefined): StreamAccess | StreamRefusal {
  const collection = platform.streams.find(id);
  if (id === '' || id === 'live') {
    if (!user) return { status: 401, reason: NOT_AUTHENTICATED };
    const isAllowed = user.capabilities.includes('BYPASS');
    if (isAllowed) return { kind: id === '' ? 'raw' : 'live', user };
    return { status: 401, reason: id === '' ? ONLY_BYPASS : NOT_AUTHORIZED };
  }
  if (collection?.stream_public && collection.stream_live) return { kind: 'collection', collection, user };
  if (!user) return { status: 401, reason: NOT_AUTHENTICATED };
  if (!collection || !mayRead(collection, user)) return { status: 401, reason: NOT_AUTHORIZED };
  if (!collection.stream_live) return { status: 410, reason: 'This live stream is stopped' };
  return { kind: 'collection', collection, user };
}

function mayRead({ members }: StreamCollection, { capabilities, id, groupId }: User): boolean {
  if (capabilities.includes('BYPASS')) return true;
  if (!capabilities.includes('TAXIIAPI')) return false;
  return members.length === 0 || members.some((member) => member.id === id || member.id === groupId);
}
