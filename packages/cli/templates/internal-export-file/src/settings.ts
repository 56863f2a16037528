import { z } from 'zod';

/** `EXAMPLE_EXPORT_*` */
export const settings = z.object({
  columns: z
    .array(z.string().min(1))
    .min(1)
    .default(['entity_type', 'name', 'description', 'created'])
    .describe('Fields of an entity, as the platform names them.'),
  maxCell: z.number().int().min(10).default(200).describe('Longest text in a cell, characters; the rest is cut off.'),
});

export type Settings = z.output<typeof settings>;
