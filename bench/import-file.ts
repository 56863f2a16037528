/**
 * `npm run bench -- import-file`: a made-up bundle of 300 MB through the reader of import-file-stix, plain and packed,
 * and through the whole connector as a process, from the sandbox's storage into a real broker.
 */
import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { rolldown } from 'rolldown';
import { writeBundle } from './import/write-bundle.ts';
import type { Figure } from './measure.ts';

const BYTES = 300_000_000;
const PEAK_MB = 150;

interface Measured {
  readonly objects: number;
  readonly refused: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly residentMb: number;
}

export async function importing(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'opencti-connectors-bench-'));
  try {
    const path = join(folder, 'bundle.json');
    const written = await writeBundle(path, BYTES);
    await pipeline(createReadStream(path), createGzip({ level: 1 }), createWriteStream(`${path}.gz`));
    const read = await bundled(join(import.meta.dirname, 'import/read.ts'), folder);
    return [
      ...figures('import-file: 300 MB read', measured(read, path), written.objects),
      ...figures('import-file: the same as gzip', measured(read, `${path}.gz`), written.objects),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As connectors are shipped: the compiler of TypeScript would count as memory otherwise. */
async function bundled(input: string, folder: string): Promise<string> {
  const file = resolve(folder, 'read.mjs');
  const conditionNames = ['@opencti-connectors/source', 'import', 'node', 'default'];
  const build = await rolldown({ input, platform: 'node', resolve: { conditionNames }, logLevel: 'warn' });
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  return file;
}

function measured(file: string, path: string): Measured {
  const output = execFileSync(process.execPath, [file, path], { encoding: 'utf8' });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Measured;
}

function figures(what: string, { objects, refused, seconds, cpuSeconds, residentMb }: Measured, all: number): Figure[] {
  if (objects !== all || refused > 0) throw new Error(`${what}: ${objects} of ${all} objects, ${refused} refused`);
  const note = `${objects} objects, ${Math.round(objects / cpuSeconds)} per second of processor time`;
  return [
    { what, unit: '/s', value: objects / seconds, note },
    { what: `${what}: memory`, unit: 'MB', goal: PEAK_MB, value: residentMb, note: 'peak' },
  ];
}

if (import.meta.main) {
  const { printTable } = await import('./measure.ts');
  printTable(await importing());
}
