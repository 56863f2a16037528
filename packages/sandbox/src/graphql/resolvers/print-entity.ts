import type { Element } from '../../graph/store.ts';
import type { Platform } from '../../platform.ts';
import { adminUser } from '../users.ts';
import { type Node, nodeOf } from './knowledge-nodes.ts';
import { scopeOf } from './knowledge-scope.ts';

/** An element as the schema sees it, for who may see everything. */
export function printEntity(platform: Platform, element: Element): Node {
  return nodeOf(scopeOf(platform, adminUser()), element);
}
