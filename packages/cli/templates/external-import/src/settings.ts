import { secret } from '@opencti-connectors/core';
import { TLP_NAMES } from '@opencti-connectors/core/stix';
import { z } from 'zod';

/** `EXAMPLE_FEED_*` */
export const settings = z.object({
  url: z
    .string()
    .regex(/^(https?:\/\/|\/)./, 'an address, or the absolute path of a file')
    .describe('Address of the feed, or absolute path of a file.'),
  apiKey: secret(z.string().optional()).describe('Key of the account, where the feed wants one.'),
  minScore: z.number().int().min(0).max(100).default(0).describe('Domains with a lower score are left out.'),
  tlp: z.enum(TLP_NAMES).default('TLP:GREEN').describe('Marking of what is imported.'),
});

export type Settings = z.output<typeof settings>;
