import { defineInternalEnrichment } from '@opencti-connectors/core';
import { ask } from './service.ts';
import { settings } from './settings.ts';
import { toStix } from './to-stix.ts';

export default defineInternalEnrichment({
  slug: 'example-lookup',
  name: 'Example lookup',
  description: 'Tells how bad a domain or an address is, and which malware uses it.',
  scope: ['Domain-Name', 'Hostname', 'IPv4-Addr', 'IPv6-Addr'],
  author: { name: 'Example lookup' },
  config: settings,
  maxTlp: ({ maxTlp }) => maxTlp,
  sourceUrls: ({ url }) => [url],
  rateLimit: () => ({ requests: 5, perMs: 1_000 }),

  async enrich(ctx, entity) {
    const verdict = await ask(ctx.config, entity, ctx.http);
    if (!verdict) return `${entity.value} is not known.`;
    ctx.bundle.addAll(toStix(entity, verdict, ctx.config.minScore));
    return `${entity.value} has a score of ${verdict.score}.`;
  },
});
