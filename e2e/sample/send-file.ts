/** An external import for benchmarks: sends a STIX file as one bundle, and says how long its sending took. */
import { readFileSync } from 'node:fs';
import { defineExternalImport, run } from '@opencti-connectors/core';
import type { StixObject } from '@opencti-connectors/core/stix';
import { z } from 'zod';

await run(
  defineExternalImport({
    slug: 'send-file',
    name: 'Send file',
    description: 'Sends the objects of a STIX file.',
    scope: ['tool'],
    every: 'P1D',
    config: z.object({ path: z.string().describe('The file.') }),
    async run(ctx) {
      const { objects } = JSON.parse(readFileSync(ctx.config.path, 'utf8')) as { objects: StixObject[] };
      ctx.bundle.addAll(objects);
      const started = performance.now();
      const { parts } = await ctx.bundle.send();
      ctx.log.info('sent', { parts, seconds: (performance.now() - started) / 1000 });
    },
  }),
);
