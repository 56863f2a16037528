import { secret } from '@opencti-connectors/core';
import { TLP_NAMES } from '@opencti-connectors/core/stix';
import { z } from 'zod';

/** `EXAMPLE_LOOKUP_*` */
export const settings = z.object({
  url: z.url().describe('Address of the service; /v1/domain/example.org and the like follow it.'),
  apiKey: secret(z.string().optional()).describe('Key of the account, where the service wants one.'),
  maxTlp: z
    .enum(TLP_NAMES)
    .default('TLP:AMBER')
    .describe('Highest marking of an entity that is looked up: its value goes to the service.'),
  minScore: z.number().int().min(0).max(100).default(50).describe('From this score on, an indicator is made.'),
});

export type Settings = z.output<typeof settings>;
