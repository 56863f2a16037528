import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundled, type Measured, measured } from './bundled.ts';
import type { Figure } from './measure.ts';

const TRIES = 3;
const ROWS_OVER_HTTP = 200_000;

/** The CSV exporter: 500,000 rows rendered and written, and a list read over HTTP and sent up as it comes. */
export async function exporting(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'opencti-connectors-bench-'));
  const render = await bundled('export/render', folder);
  const overHttp = await bundled('export/over-http', folder);
  const rendered = Array.from({ length: TRIES }, () => measured(render));
  const sent = await withPlatform(await bundled('export/platform', folder), (url) =>
    Array.from({ length: TRIES }, () => measured(overHttp, url)),
  );
  return [
    ...figures('export: 500,000 rows rendered and written', rendered, 300_000, 160),
    ...figures('export: read over HTTP, written, sent up', sent),
  ];
}

/** The platform has a process of its own: it must not share the exporter's thread. */
async function withPlatform<Result>(file: string, use: (url: string) => Result): Promise<Result> {
  const child = spawn(process.execPath, [file, String(ROWS_OVER_HTTP)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  try {
    return use(line.toString('utf8').trim());
  } finally {
    child.kill('SIGTERM');
  }
}

function figures(what: string, all: readonly Measured[], rate?: number, memory?: number): Figure[] {
  const rates = all.map(({ rows, seconds }) => rows / seconds).sort((a, b) => a - b);
  const value = rates[Math.floor(rates.length / 2)] ?? 0;
  const best = Math.round(rates.at(-1) ?? 0);
  const perCpu = Math.round(Math.max(...all.map(({ rows, cpuSeconds }) => rows / cpuSeconds)));
  const note = `median of ${all.length}, best ${best}, ${perCpu} per second of processor time`;
  return [
    { what, unit: '/s', value, ...(rate ? { goal: rate } : {}), note },
    {
      what: `${what}: memory`,
      unit: 'MB',
      ...(memory ? { goal: memory } : {}),
      value: Math.max(...all.map((one) => one.residentMb)),
    },
  ];
}

if (import.meta.main) {
  const { printTable } = await import('./measure.ts');
  printTable(await exporting());
}
