import type { Platform } from '../platform.ts';
import { connectorResolvers } from './resolvers/connectors.ts';
import { knowledgeResolvers } from './resolvers/knowledge.ts';
import { platformResolvers } from './resolvers/platform.ts';
import { streamResolvers } from './resolvers/streams.ts';
import { workResolvers } from './resolvers/works.ts';
import { writeResolvers } from './resolvers/writes.ts';

/** Root values of the schema over one platform. */
export function rootValue(platform: Platform) {
  return {
    ...platformResolvers(platform),
    ...connectorResolvers(platform),
    ...workResolvers(platform),
    ...knowledgeResolvers(platform),
    ...streamResolvers(platform),
    ...writeResolvers(platform),
  };
}
