/**
 * `npm run bench -- import-file`: a made-up bundle of 300 MB through the reader of import-file-stix, plain and packed,
 * and through the whole connector as a process, from the sandbox's storage into a real broker.
 */
import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, openAsBlob, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { findBroker, type RunningBroker } from '../e2e/broker/index.ts';
import { askImport, upload } from '../e2e/import-asks.ts';
import { bundleConnector } from '../tools/bundle.ts';
import { bundled, type Measured, measured } from './bundled.ts';
import { environment, place, until, waiting } from './chaos/place.ts';
import { writeBundle } from './import/write-bundle.ts';
import type { Figure } from './measure.ts';

const BYTES = 300_000_000;
const PEAK_MB = 150;
const LONG_MS = 600_000;

export async function importingStix(): Promise<Figure[]> {
  const broker = await findBroker();
  const folder = mkdtempSync(join(tmpdir(), 'opencti-connectors-bench-'));
  try {
    const path = join(folder, 'bundle.json');
    const written = await writeBundle(path, BYTES);
    await pipeline(createReadStream(path), createGzip({ level: 1 }), createWriteStream(`${path}.gz`));
    const read = await bundled('import/read', folder);
    return [
      ...figures('import-file: 300 MB read', measured(read, path), written.objects),
      ...figures('import-file: the same as gzip', measured(read, `${path}.gz`), written.objects),
      ...(broker?.managementUrl ? await imported(broker, path, written.objects) : [NO_BROKER]),
    ];
  } finally {
    await broker?.stop();
    rmSync(folder, { recursive: true });
  }
}

const NO_BROKER: Figure = { what: 'import-file: as a process', value: undefined, unit: '/s', note: 'no RabbitMQ' };

/** From the ask to the last part on the broker. The sandbox's worker stands still: it would keep the machine busy. */
async function imported(broker: RunningBroker, path: string, objects: number): Promise<Figure[]> {
  const file = await bundleConnector('import-file-stix');
  const at = await place(broker, { working: false });
  at.sandbox.platform.broker = { ...at.sandbox.platform.broker, port: Number(new URL(at.amqpUrl).port) };
  const env = { ...(await environment(at)), OPENCTI_URL: at.sandbox.url };
  const connector = spawn(process.execPath, [file], { cwd: tmpdir(), env, stdio: 'ignore' });
  try {
    await until(() => at.sandbox.platform.registry.all().length > 0, LONG_MS);
    const id = await upload(at.sandbox, 'bundle.json', await openAsBlob(path));
    const started = performance.now();
    await askImport(at.sandbox, id, { bypassValidation: true });
    await until(async () => (await waiting(at)) >= objects, LONG_MS);
    const seconds = (performance.now() - started) / 1000;
    const residentMb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${connector.pid}/status`, 'utf8'))?.[1]) / 1024;
    const what = 'import-file: as a process, over AMQP';
    return [
      {
        what,
        unit: '/s',
        value: (await waiting(at)) / seconds,
        note: `${await waiting(at)} of ${objects} objects on the broker`,
      },
      { what: `${what}: memory`, unit: 'MB', goal: PEAK_MB, value: residentMb, note: 'peak' },
    ];
  } finally {
    connector.kill('SIGKILL');
    await at.close();
  }
}

function figures(what: string, { rows, seconds, cpuSeconds, residentMb }: Measured, all: number): Figure[] {
  if (rows !== all) throw new Error(`${what}: ${rows} of ${all} objects`);
  const note = `${rows} objects, ${Math.round(rows / cpuSeconds)} per second of processor time`;
  return [
    { what, unit: '/s', value: rows / seconds, note },
    { what: `${what}: memory`, unit: 'MB', goal: PEAK_MB, value: residentMb, note: 'peak' },
  ];
}

if (import.meta.main) {
  const { printTable } = await import('./measure.ts');
  printTable(await importingStix());
}
