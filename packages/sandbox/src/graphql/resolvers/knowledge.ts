import type { Platform } from '../../platform.ts';
import { addResolvers } from './knowledge-adds.ts';
import { editResolvers } from './knowledge-edits.ts';
import { readResolvers } from './knowledge-reads.ts';

/** Knowledge: reads, creations, changes. */
export function knowledgeResolvers(platform: Platform) {
  return { ...readResolvers(platform), ...addResolvers(platform), ...editResolvers(platform) };
}
