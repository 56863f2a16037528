/**
 * `node --conditions=@opencti-connectors/source bench/stream.ts [events]`: a live stream of 4 kB events from a process
 * that does nothing else, parsed and through to the file sink of the stream listener.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stream } from '@opencti-connectors/core';
import listener from '../connectors/stream-listener/src/connector.ts';
import { PlatformClient } from '../packages/core/src/client/client.ts';
import { createLiveStream } from '../packages/core/src/client/live-stream.ts';
import { followStream } from '../packages/testing/src/index.ts';
import { type Figure, isMet, printTable } from './measure.ts';

const GOAL = 45_000;
const EVENTS = Number(process.argv[2] ?? 1_000_000);

async function startServer(): Promise<{ url: string; stop: () => void }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'stream/server.ts'), String(EVENTS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<string>((resolve) =>
    child.stdout.once('data', (text: Buffer) => resolve(String(text).trim())),
  );
  return { url: `http://127.0.0.1:${port}`, stop: () => child.kill() };
}

/** Counts lines of complete files and takes them away, so that the disk holds a part only. */
export function harvest(folder: string): number {
  let lines = 0;
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.ndjson'))) {
    for (const byte of readFileSync(join(folder, name))) if (byte === 0x0a) lines += 1;
    rmSync(join(folder, name));
  }
  return lines;
}

/** Events a second, the whole way; and how many lines were found in the files. */
async function throughput(): Promise<Figure[]> {
  const server = await startServer();
  const folder = mkdtempSync(join(tmpdir(), 'opencti-connectors-bench-'));
  const client = new PlatformClient({ url: server.url, token: 'bench', userAgent: 'bench' });
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const run = await followStream(listener as unknown as Stream, {
    config: { sink: 'file', fileFolder: folder, fileMaxMb: 1_000 },
    driver: { once: true, saveEveryMs: 5_000 },
    stream: createLiveStream(client) as never,
  });
  let peakMb = 0;
  const watch = setInterval(() => {
    peakMb = Math.max(peakMb, process.memoryUsage.rss() / 1_000_000);
  }, 100);
  await run.ended;
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const cpu = (user + system) / 1_000_000;
  clearInterval(watch);
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const lines = harvest(folder);
  server.stop();
  rmSync(folder, { recursive: true });
  await sleep(10);
  const missing = EVENTS - lines;
  return [
    {
      what: `stream: ${EVENTS} events to a file`,
      unit: '/s',
      goal: GOAL,
      value: EVENTS / seconds,
      note: `${missing} missing`,
    },
    {
      what: 'stream: the same, by time of the processor',
      unit: '/s',
      value: EVENTS / cpu,
      note: `${cpu.toFixed(1)} s of it`,
    },
    { what: 'stream: written', unit: 'MB', value: bytes / 1_000_000 },
    { what: 'stream: memory', unit: 'MB', value: peakMb, note: 'resident, at its highest' },
  ];
}

const figures = await throughput();
printTable(figures);
process.exit(figures.every(isMet) ? 0 : 1);
