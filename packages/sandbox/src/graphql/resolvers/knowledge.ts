import type { Element } from '../../graph/store.ts';
import type { Platform } from '../../platform.ts';
import { adminUser } from '../users.ts';
import { addResolvers } from './knowledge-adds.ts';
import { editResolvers } from './knowledge-edits.ts';
import { type Node, nodeOf } from './knowledge-nodes.ts';
import { readResolvers } from './knowledge-reads.ts';
import { scopeOf } from './knowledge-scope.ts';

/** Knowledge: reads, creations, changes. */
export function knowledgeResolvers(platform: Platform) {
  return { ...readResolvers(platform), ...addResolvers(platform), ...editResolvers(platform) };
}

/** An element as the schema sees it, for who may see everything. */
export function printEntity(platform: Platform, element: Element): Node {
  return nodeOf(scopeOf(platform, adminUser()), element);
}
