import { secret } from '@opencti-connectors/core';
import { z } from 'zod';

/** `EXAMPLE_FORWARDER_*` */
export const settings = z.object({
  url: z.url().describe('Address that each change is posted to.'),
  token: secret(z.string().optional()).describe('Bearer token, where the receiver wants one.'),
  types: z
    .array(z.string().min(1))
    .default([])
    .describe('STIX types that are sent on, such as indicator; all without any.'),
  dataDir: z
    .string()
    .min(1)
    .optional()
    .describe('Folder for what the receiver refuses; without it, delivery stops there.'),
});

export type Settings = z.output<typeof settings>;
