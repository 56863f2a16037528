import type { Element } from '../graph/store.ts';
import { hasCapability, type User } from '../graphql/users.ts';
import type { Platform } from '../platform.ts';
import type { StoredFile } from './store.ts';

/** True when a user may see what carries these markings. */
export function seesMarked(user: User, markings: readonly unknown[]): boolean {
  return user.seesMarkings || user.capabilities.includes('BYPASS') || markings.length === 0;
}

/** True when a user may see an element. */
export function seesElement(user: User, { properties }: Element): boolean {
  const markings = properties.object_marking_refs;
  return seesMarked(user, Array.isArray(markings) ? markings : []);
}

/** Who may read a file: by its folder, by its markings, by the entity that it belongs to (protocol.md 6.2). */
export function mayRead(platform: Platform, user: User, file: StoredFile): boolean {
  if (!hasCapability(user, 'KNOWLEDGE')) return false;
  const folder = file.id.replace(/^draft\/[^/]+\//, '');
  if (folder.startsWith('import/global/') && !hasCapability(user, 'KNOWLEDGE_KNASKIMPORT')) return false;
  const entity = file.entityId ? platform.graph.find(file.entityId) : undefined;
  return seesMarked(user, file.markings) && (!entity || seesElement(user, entity));
}

/** The file, when there is one and the user may read it. */
export function readableFile(platform: Platform, user: User, id: string): StoredFile | undefined {
  const file = platform.files.find(id);
  return file && mayRead(platform, user, file) ? file : undefined;
}
