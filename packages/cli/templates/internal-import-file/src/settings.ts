import { TLP_NAMES } from '@opencti-connectors/core/stix';
import { z } from 'zod';

/** `EXAMPLE_LIST_*` */
export const settings = z.object({
  labels: z.array(z.string().min(1)).default([]).describe('Labels of each observable that is imported.'),
  score: z.number().int().min(0).max(100).default(50).describe('Score of each observable that is imported.'),
  tlp: z.enum(TLP_NAMES).optional().describe('Marking where the file has none.'),
});

export type Settings = z.output<typeof settings>;
