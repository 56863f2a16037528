/** A small importer of files for tests: each line of a file is one object of STIX. */
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { defineInternalImportFile, InputError, run } from '@opencti-connectors/core';
import type { StixObject } from '@opencti-connectors/core/stix';
import { z } from 'zod';

await run(
  defineInternalImportFile({
    slug: 'sample-import-file',
    namespace: 'sample',
    name: 'Sample import of files',
    description: 'Imports files with one STIX object on each line.',
    scope: ['application/json', 'text/plain'],
    config: z.object({
      validation: z.enum(['strict', 'lenient', 'off']).default('lenient').describe('What happens to bad objects.'),
      wrapInReport: z.boolean().default(false).describe('Puts everything into a report.'),
      linkToEntity: z.boolean().default(false).describe('Links objects to the entity.'),
    }),
    perImport: ['validation'],
    policy: ({ validation, wrapInReport, linkToEntity }) => ({ validation, wrapInReport, linkToEntity }),
    async *read(ctx, file) {
      const lines = createInterface({ input: Readable.from(file.stream()), crlfDelay: Number.POSITIVE_INFINITY });
      let line = 0;
      for await (const text of lines) {
        line += 1;
        if (text.startsWith('#')) throw new InputError('These are not objects of STIX.', { code: 'NOT_OURS' });
        if (text === '') continue;
        try {
          yield JSON.parse(text) as StixObject;
        } catch {
          ctx.refuse({ path: `line ${line}`, reason: 'is not JSON' });
        }
      }
      ctx.say(`Read as ${file.mediaType}`);
    },
  }),
);
