import type { Platform } from '../platform.ts';
import { accountResolvers } from './resolvers/accounts.ts';
import { connectorResolvers } from './resolvers/connectors.ts';
import { knowledgeResolvers } from './resolvers/knowledge.ts';
import { platformResolvers } from './resolvers/platform.ts';
import { workResolvers } from './resolvers/works.ts';

/** Root values of the schema over one platform. */
export function rootValue(platform: Platform) {
  return {
    ...platformResolvers(platform),
    ...accountResolvers(platform),
    ...connectorResolvers(platform),
    ...workResolvers(platform),
    ...knowledgeResolvers(platform),
  };
}
