/** A small enrichment for tests: it takes some time, and finds an organization for each domain name. */
import { setTimeout as sleep } from 'node:timers/promises';
import { defineInternalEnrichment, run, SourceError } from '@opencti-connectors/core';
import { note, organization } from '@opencti-connectors/core/stix';
import { z } from 'zod';

await run(
  defineInternalEnrichment({
    slug: 'sample-enrichment',
    name: 'Sample enrichment',
    description: 'Finds an organization for each domain name.',
    scope: ['Domain-Name'],
    author: { name: 'Sample' },
    config: z.object({ latencyMs: z.number().default(0).describe('Time that the source takes.') }),
    maxTlp: () => 'TLP:AMBER',
    async enrich(ctx, entity) {
      const value = String(entity.value);
      ctx.log.info('looking up', { value });
      await sleep(ctx.config.latencyMs, undefined, { signal: ctx.signal });
      if (value.startsWith('broken')) throw new SourceError(`The source knows no ${value}.`);
      const owner = ctx.bundle.add(organization({ name: `Owner of ${value}` }));
      ctx.bundle.add(
        note({ content: `Owned by ${owner.name}.`, object_refs: [entity.id as `domain-name--${string}`] }),
      );
    },
  }),
);
