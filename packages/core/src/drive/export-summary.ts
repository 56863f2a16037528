import type { ExportReader } from './export-reader.ts';

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
  const lost = unread.filter(({ field }) => field === undefined);
  const partial = unread.filter(({ field }) => field !== undefined);
  const sentences = [
    `Exported ${rows} rows in ${seconds} s, ${size}`,
    ...(rows === 0 && lost.length === 0 ? ['Nothing matched'] : []),
    ...named(lost, `rows could not be read (the list has ${total ?? rows + lost.length})`),
    ...named(partial, `rows lack ${partial[0]?.field ?? ''}`),
    ...remarks,
  ];
  return `${sentences.join('. ')}.`;
}

function named(unread: ExportReader['unread'], what: string): string[] {
  if (unread.length === 0) return [];
  const some = unread.slice(0, NAMED).map(({ id, reason }) => `${id} (${reason.slice(0, REASON_LENGTH)})`);
  return [`${unread.length} ${what}: ${some.join('; ')}${unread.length > NAMED ? '; …' : ''}`];
}
