import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox } from '@opencti-connectors/sandbox';
import { bundleConnector } from '../tools/bundle.ts';
import type { Figure } from './measure.ts';

const TRIES = 5;
const IDLE_MS = 5_000;
const OBJECT = {
  type: 'tool',
  id: 'tool--00000000-0000-4000-8000-000000000001',
  name: 'Invented',
  spec_version: '2.1',
};

/** The bundle as an operator starts it: from an empty folder, with nothing but its environment. */
export async function connectorProcess(): Promise<Figure[]> {
  const file = await bundleConnector('mitre-attack');
  const folder = mkdtempSync(join(tmpdir(), 'opencti-connectors-bench-'));
  writeFileSync(
    join(folder, 'ics-attack.json'),
    JSON.stringify({ type: 'bundle', id: 'bundle--1', objects: [OBJECT] }),
  );
  const starts: number[] = [];
  let idleMb = 0;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const sandbox = await startSandbox({ port: 0 });
    const started = performance.now();
    const child = spawn(process.execPath, [file], { cwd: folder, stdio: 'ignore', env: environment(sandbox, folder) });
    while (sandbox.platform.registry.all().length === 0) await sleep(1);
    starts.push((performance.now() - started) / 1000);
    if (attempt === TRIES - 1) {
      await sleep(IDLE_MS);
      idleMb = residentMb(child);
    }
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    await sandbox.close();
  }
  starts.sort((a, b) => a - b);
  const value = starts[Math.floor(TRIES / 2)] ?? 0;
  return [
    {
      what: 'bundle: start to registered',
      unit: 's',
      goal: 0.25,
      value,
      note: `median of ${TRIES}, best ${starts[0]?.toFixed(3)}`,
    },
    {
      what: 'bundle: memory when idle',
      unit: 'MB',
      goal: 90,
      value: idleMb,
      note: `resident, ${IDLE_MS / 1000} s after its run`,
    },
  ];
}

function environment(sandbox: Awaited<ReturnType<typeof startSandbox>>, folder: string): NodeJS.ProcessEnv {
  return {
    OPENCTI_URL: sandbox.url,
    OPENCTI_TOKEN: sandbox.platform.connectorToken,
    CONNECTOR_ID: '1f0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d11',
    CONNECTOR_QUEUE_PROTOCOL: 'api',
    CONNECTOR_METRICS_PORT: '0',
    MITRE_ENTERPRISE_FILE_URL: 'false',
    MITRE_MOBILE_ATTACK_FILE_URL: 'false',
    MITRE_CAPEC_FILE_URL: 'false',
    MITRE_FOLDER: folder,
  };
}

/** Resident memory of a process, MB; 0 where there is no /proc. */
function residentMb({ pid }: ChildProcess): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
