import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import type { Figure } from './measure.ts';

const TRIES = 3;
const ROWS_OVER_HTTP = 200_000;

interface Measured {
  readonly rows: number;
  readonly seconds: number;
  /** Of all threads: on a machine that others use too, it says more than the clock. */
  readonly cpuSeconds: number;
  readonly residentMb: number;
}

/** The CSV exporter: 500,000 rows rendered and written, and a list read over HTTP and sent up as it comes. */
export async function exporting(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'opencti-connectors-bench-'));
  const render = await bundled('render', folder);
  const overHttp = await bundled('over-http', folder);
  const rendered = Array.from({ length: TRIES }, () => measured(render));
  const sent = await withPlatform(await bundled('platform', folder), (url) =>
    Array.from({ length: TRIES }, () => measured(overHttp, url)),
  );
  return [
    ...figures('export: 500,000 rows rendered and written', rendered, 300_000, 160),
    ...figures('export: read over HTTP, written, sent up', sent),
  ];
}

/** As connectors are shipped: the compiler of TypeScript would count as memory otherwise. */
async function bundled(name: string, folder: string): Promise<string> {
  const file = resolve(folder, `${name}.mjs`);
  const build = await rolldown({
    input: join(import.meta.dirname, 'export', `${name}.ts`),
    platform: 'node',
    resolve: { conditionNames: ['@opencti-connectors/source', 'import', 'node', 'default'] },
    logLevel: 'warn',
  });
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  return file;
}

function measured(file: string, ...args: readonly string[]): Measured {
  const output = execFileSync(process.execPath, [file, ...args], { encoding: 'utf8' });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Measured;
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
