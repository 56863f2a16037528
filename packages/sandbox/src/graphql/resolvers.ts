import type { Platform } from '../platform.ts';
import { accountResolvers } from './resolvers/accounts.ts';
import { connectorResolvers } from './resolvers/connectors.ts';
import { creationResolvers } from './resolvers/creations.ts';
import { draftResolvers } from './resolvers/drafts.ts';
import { exportResolvers } from './resolvers/exports.ts';
import { fileResolvers } from './resolvers/files.ts';
import { importResolvers } from './resolvers/imports.ts';
import { knowledgeResolvers } from './resolvers/knowledge.ts';
import { platformResolvers } from './resolvers/platform.ts';
import { streamResolvers } from './resolvers/streams.ts';
import { workResolvers } from './resolvers/works.ts';

/** Root values of the schema over one platform. */
export function rootValue(platform: Platform): Readonly<Record<string, unknown>> {
  return {
    ...platformResolvers(platform),
    ...accountResolvers(platform),
    ...connectorResolvers(platform),
    ...workResolvers(platform),
    ...knowledgeResolvers(platform),
    ...fileResolvers(platform),
    ...importResolvers(platform),
    ...exportResolvers(platform),
    ...creationResolvers(platform),
    ...draftResolvers(platform),
    ...streamResolvers(platform),
  };
}
