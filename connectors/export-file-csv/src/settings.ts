import { z } from 'zod';

/** What a spreadsheet or a parser could take for something else than the end of a cell. */
const NO_DELIMITER = /[\p{L}\p{N}"'\s=+@.\\-]/u;

const delimiter = z
  .string()
  .transform((text) => (text === 'tab' || text === '\\t' ? '\t' : text))
  .refine(
    (text) => text === '\t' || ([...text].length === 1 && text.length === 1 && !NO_DELIMITER.test(text)),
    'one character such as ; or , or |, or the word tab; no letter, digit, blank, quote or sign',
  )
  .prefault(';')
  .describe('Character between two cells, or the word tab.');

/** `EXPORT_FILE_CSV_*`: the official connector's variables, and ours. */
export const settings = z.object({
  delimiter,
  addBom: z
    .boolean()
    .default(false)
    .describe('Starts the file with a byte order mark, which Excel wants for non-Latin text.'),
  quotes: z
    .enum(['all', 'minimal'])
    .default('all')
    .describe('Quotes around every cell, or only where a reader of this delimiter could go wrong.'),
  lineEnd: z.enum(['crlf', 'lf']).default('crlf').describe('End of a line.'),
  separator: z.string().min(1).max(8).default(',').describe('Stands between several values in one cell.'),
  formulaGuard: z
    .enum(['prefix', 'wrap', 'off'])
    .default('prefix')
    .describe(
      'Text that a spreadsheet would run as a formula gets an apostrophe in front (prefix) or quotes around it (wrap).',
    ),
  columns: z
    .array(z.string())
    .default([])
    .describe('Columns of files for which nobody chose any, in this order; all columns of COLUMNS.md without it.'),
  externalReferences: z
    .enum(['auto', 'always', 'never'])
    .default('auto')
    .describe(
      'Column externalReferences, which costs the platform much time: auto puts it into exports of one entity and of selections, and into lists that show it.',
    ),
  maxRows: z.number().int().min(0).default(0).describe('An export with more rows ends in error; 0 for no limit.'),
});

export type Settings = z.output<typeof settings>;
