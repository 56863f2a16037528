import { defineExternalImport, SourceError } from '@opencti-connectors/core';
import { z } from 'zod';
import { settings } from './settings.ts';
import { readFeed } from './source.ts';
import { toStix } from './to-stix.ts';

export default defineExternalImport({
  slug: 'example-feed',
  name: 'Example feed',
  description: 'Imports malware families and the domains that they use.',
  scope: ['malware', 'indicator', 'relationship'],
  every: 'PT6H',
  author: { name: 'Example feed' },
  config: settings,
  state: z.object({ version: z.string().optional() }),
  marking: ({ tlp }) => tlp,
  sourceUrls: ({ url }) => [url],
  rateLimit: () => ({ requests: 10, perMs: 1_000 }),

  async run(ctx) {
    const found = await readFeed(ctx.config, ctx.http, ctx.state.current.version);
    if (!found) return ctx.log.info('the feed has not changed');
    // Nothing at all is a fault of the source, not an empty world.
    if (found.feed.families.length === 0) throw new SourceError('The feed is empty.');
    ctx.bundle.addAll(toStix(found.feed, ctx.config.minScore));
    ctx.state.update({ version: found.version });
  },
});
