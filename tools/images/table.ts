import type { SmokeResult } from './smoke.ts';

/** A Markdown table: for the terminal, and for the summary of a CI job. */
export function table(results: readonly SmokeResult[], builtS: ReadonlyMap<string, number>): string {
  const number = (value: number | undefined, digits: number) => (value === undefined ? '-' : value.toFixed(digits));
  const rows = results.map((one) => [
    one.name,
    number(builtS.get(one.name), 1),
    number(one.sizeMb, 1),
    number(one.aboveBaseMb, 2),
    number(one.healthyS, 1),
    number(one.readyS, 1),
    number(one.memoryMb, 0),
    number(one.stopS, 1),
    number(one.exitCode, 0),
    one.checks.every(({ wrong }) => wrong.length === 0) ? 'yes' : 'NO',
  ]);
  const head = [
    'image',
    'built, s',
    'MB',
    'MB above base',
    'healthy, s',
    'ready, s',
    'memory, MB',
    'stop, s',
    'exit',
    'all right',
  ];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
