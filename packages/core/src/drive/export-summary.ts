import type { ExportReader, Unread } from './export-reader.ts';

/** Rows that are named in the sentence about an export; the rest is counted. */
const NAMED = 10;
const REASON_LENGTH = 200;

/** The sentence that ends the work: what the file holds, and what it does not hold and why. */
export function exportSummary(
  { unread, remarks, total }: Pick<ExportReader, 'unread' | 'remarks' | 'total'>,
  { rows, bytes }: { readonly rows: number; readonly bytes: number },
  tookMs: number,
): string {
  const seconds = (tookMs / 1000).toFixed(1);
  const size = bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
  const sentences = [
    `Exported ${rows} rows in ${seconds} s, ${size}`,
    ...(rows === 0 && unread.rowCount === 0 ? ['Nothing matched'] : []),
    ...named(unread.rows, unread.rowCount, `rows could not be read${total === undefined ? '' : ` of ${total}`}`),
    ...named(unread.fields, unread.fieldCount, `rows lack ${unread.fields[0]?.field ?? ''}`),
    ...remarks,
  ];
  return `${sentences.join('. ')}.`;
}

function named(some: readonly Unread[], count: number, what: string): string[] {
  if (count === 0) return [];
  const first = some.slice(0, NAMED).map(({ id, reason }) => `${id} (${reason.slice(0, REASON_LENGTH)})`);
  return [`${count} ${what}: ${first.join('; ')}${count > NAMED ? '; …' : ''}`];
}
