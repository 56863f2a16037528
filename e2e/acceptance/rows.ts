/** What is printed: one row for each thing that was looked at. */

/** One row. `skipped` is neither good nor bad: its words say why. */
export interface Row {
  readonly kind: string;
  readonly connector: string;
  readonly what: string;
  readonly status: 'ok' | 'failed' | 'skipped';
  readonly seconds: number;
  readonly words: string;
}

const HEAD = ['kind', 'connector', 'what', 'result', 'seconds', 'in words'] as const;
const SECONDS = 4;
const WORDS = 5;

/** A Markdown table: for the terminal, and for the summary of a CI job. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map(({ kind, connector, what, status, seconds, words }) =>
    [kind, connector, what, status, seconds.toFixed(1), words].map((cell) =>
      cell.replaceAll('|', '\\|').replace(/\s+/g, ' '),
    ),
  );
  const widths = HEAD.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => aligned(cell, column, widths)).join(' | ')} |`;
  return [
    line(HEAD),
    line(widths.map((width, column) => '-'.repeat(column === WORDS ? 3 : width))),
    ...cells.map(line),
  ].join('\n');
}

/** The last column is as long as it is. */
function aligned(cell: string, column: number, widths: readonly number[]): string {
  if (column === WORDS) return cell;
  const width = widths[column] ?? 0;
  return column === SECONDS ? cell.padStart(width) : cell.padEnd(width);
}

/** Such as `14 ok, 0 failed, 1 skipped`. */
export function summary(rows: readonly Row[]): string {
  const count = (status: Row['status']) => rows.filter((row) => row.status === status).length;
  const skipped = count('skipped');
  return `${count('ok')} ok, ${count('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
