/** A small external import for tests: as many tools as are asked for, in one sending. */
import { defineExternalImport, run } from '@opencti-connectors/core';
import { tool } from '@opencti-connectors/core/stix';
import { z } from 'zod';

await run(
  defineExternalImport({
    slug: 'sample-import',
    name: 'Sample import',
    description: 'Makes invented tools.',
    scope: ['tool'],
    every: 'P1D',
    config: z.object({
      objects: z.number().int().default(100).describe('How many.'),
      bytes: z.number().int().default(1_000).describe('Size of each description.'),
    }),
    async run(ctx) {
      const description = 'x'.repeat(ctx.config.bytes);
      for (let number = 0; number < ctx.config.objects; number++) {
        ctx.bundle.add(tool({ name: `Tool ${number}`, description }));
      }
      await ctx.bundle.send();
      ctx.log.info('everything is sent');
    },
  }),
);
