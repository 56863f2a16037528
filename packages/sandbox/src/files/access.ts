import { sees } from '../graph/access.ts';
import type { Element } from '../graph/store.ts';
import { viewerOf } from '../graphql/resolvers/knowledge-scope.ts';
import { hasCapability, type User } from '../graphql/users.ts';
import type { Platform } from '../platform.ts';
import type { StoredFile } from './store.ts';

/** True when a user may see what carries these markings, by any of their ids. */
export function seesMarked({ graph }: Platform, user: User, markings: readonly string[]): boolean {
  const viewer = viewerOf(graph, user);
  return viewer === 'all' || markings.every((id) => viewer.has(graph.find(id)?.standardId ?? id));
}

/** True when a user may see an element. */
export function seesElement({ graph }: Platform, user: User, element: Element): boolean {
  return sees(viewerOf(graph, user), element);
}

/** Who may read a file: by its folder, by its markings, by the entity that it belongs to (protocol.md 6.2). */
export function mayRead(platform: Platform, user: User, file: StoredFile): boolean {
  if (!hasCapability(user, 'KNOWLEDGE')) return false;
  const folder = file.id.replace(/^draft\/[^/]+\//, '');
  if (folder.startsWith('import/global/') && !hasCapability(user, 'KNOWLEDGE_KNASKIMPORT')) return false;
  const entity = file.entityId ? platform.graph.find(file.entityId) : undefined;
  return seesMarked(platform, user, file.markings) && (!entity || seesElement(platform, user, entity));
}

/** The file, when there is one and the user may read it. */
export function readableFile(platform: Platform, user: User, id: string): StoredFile | undefined {
  const file = platform.files.find(id);
  return file && mayRead(platform, user, file) ? file : undefined;
}
