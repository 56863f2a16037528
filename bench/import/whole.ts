/**
 * The STIX importer as it is shipped, with a file of 300 MB: from the sandbox's storage through a real broker. Measured
 * is the connector's own process, until it has ended its part of the work. Run alone: the sandbox takes everything in
 * beside it, which takes minutes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openAsBlob, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '@opencti-connectors/sandbox';
import { sandboxOnBroker } from '../../e2e/amqp-wires.ts';
import { findBroker, type RunningBroker } from '../../e2e/broker/index.ts';
import { askImport } from '../../e2e/import-asks.ts';
import { bundleConnector } from '../../tools/bundle.ts';
import { writeBundle } from './write-bundle.ts';

/** What one import of a file cost. */
export interface WholeImport {
  readonly seconds: number;
  readonly peakMb: number;
  /** What the work says. */
  readonly said: string;
}

/** Imports the file at a path. */
export async function importWhole(path: string, { amqpUrl }: RunningBroker, folder: string): Promise<WholeImport> {
  const main = await bundleConnector('import-file-stix');
  const sandbox = await sandboxOnBroker({ amqpUrl, prefix: `bench_${process.pid}_` } as Parameters<
    typeof sandboxOnBroker
  >[0]);
  const env = {
    OPENCTI_URL: sandbox.url,
    OPENCTI_TOKEN: sandbox.platform.connectorToken,
    CONNECTOR_ID: '6c0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d66',
    CONNECTOR_METRICS_PORT: '0',
    CONNECTOR_SPOOL_DIR: folder,
    IMPORT_FILE_STIX_MAX_SIZE: '1000',
  };
  const child = spawn(process.execPath, [main], { env, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    while (!sandbox.platform.registry.all().some(({ id }) => id === env.CONNECTOR_ID)) await sleep(50);
    const file = await upload(sandbox, path);
    const started = performance.now();
    const id = await askImport(sandbox, file, { bypassValidation: true });
    const work = () => sandbox.platform.works.find(id);
    let peakMb = 0;
    while (!work()?.processed_time) {
      peakMb = peakOf(child.pid);
      await sleep(100);
    }
    const said = work()?.messages.at(-1)?.message ?? work()?.errors.at(-1)?.message ?? '';
    return { seconds: (performance.now() - started) / 1000, peakMb: Math.max(peakMb, peakOf(child.pid)), said };
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit').catch(() => undefined);
    await sandbox.close();
  }
}

async function upload(sandbox: Sandbox, path: string): Promise<string> {
  const form = new FormData();
  const query = 'mutation U($file: Upload!) { uploadImport(file: $file) { id } }';
  form.set('operations', JSON.stringify({ query, variables: { file: null } }));
  form.set('map', JSON.stringify({ 0: ['variables.file'] }));
  form.set('0', await openAsBlob(path), 'large.json');
  const headers = { authorization: `Bearer ${sandbox.platform.adminToken}` };
  const answer = await fetch(`${sandbox.url}/graphql`, { method: 'POST', headers, body: form });
  const { data } = (await answer.json()) as { data: { uploadImport: { id: string } } };
  return data.uploadImport.id;
}

function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

if (import.meta.main) {
  const folder = mkdtempSync(join(tmpdir(), 'opencti-connectors-bench-'));
  const path = join(folder, 'large.json');
  const broker = await findBroker();
  try {
    console.log(await writeBundle(path, Number(process.argv[2] ?? 300) * 1_000_000));
    console.log(broker ? await importWhole(path, broker, folder) : 'no RabbitMQ');
  } finally {
    await broker?.stop();
    rmSync(folder, { recursive: true });
  }
}
