/** What the demo prints. */

/** What became of one kind of connector. */
export interface Act {
  readonly kind: string;
  readonly connector: string;
  /** What it did, with counts. */
  readonly did: string;
  readonly seconds: number;
  readonly peakMb: number;
  readonly ok: boolean;
}

const WIDTH = 110;

export function heading(number: number, text: string): void {
  console.log(`\n${number}. ${text}`);
}

/** One line of a connector's log, cut to a terminal's width. */
export function showLine(line: string): void {
  let text = line;
  try {
    const { level, message, attributes } = JSON.parse(line) as { level: string; message: string; attributes?: unknown };
    text = `${level.padEnd(7)} ${message} ${attributes ? JSON.stringify(attributes) : ''}`;
  } catch {
    // Not a line of the log: shown as it is.
  }
  console.log(`   ${text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text}`);
}

/** Two columns, the largest count first. */
export function counts(title: string, values: Readonly<Record<string, number>>): void {
  const rows = Object.entries(values).sort(([, a], [, b]) => b - a);
  const width = Math.max(title.length, ...rows.map(([name]) => name.length)) + 2;
  console.log(`\n   ${title.padEnd(width)}  count`);
  for (const [name, count] of rows) console.log(`   ${name.padEnd(width)}  ${String(count).padStart(5)}`);
}

/** One row for each act. */
export function table(acts: readonly Act[]): void {
  const rows = [
    ['kind', 'connector', 'seconds', 'peak memory', 'result', 'what it did'],
    ...acts.map(({ kind, connector, did, seconds, peakMb, ok }) => [
      kind,
      connector,
      seconds.toFixed(1),
      peakMb > 0 ? `${Math.round(peakMb)} MB` : 'not known',
      ok ? 'ok' : 'failed',
      did,
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  console.log();
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}
