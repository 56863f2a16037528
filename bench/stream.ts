/**
 * The stream listener as an operator starts it, from one file, following a live stream of 4 kB events that a process of
 * its own sends as fast as they are read: parsed, filtered, and written to files that are on disk at the end.
 * `node --conditions=@opencti-connectors/source bench/stream.ts [events]` runs it alone.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { bundleConnector } from '../tools/bundle.ts';
import { type Figure, isMet, printTable } from './measure.ts';
import { type Usage, watch } from './stream/usage.ts';

const GOAL = 45_000;
const MEMORY_MB = 200;
const EVENTS = 1_000_000;

interface Source {
  readonly child: ChildProcess;
  readonly url: string;
  /** When the stream was opened, milliseconds since 1970. */
  readonly opened: Promise<number>;
}

async function startSource(events: number, sandbox: Sandbox): Promise<Source> {
  const file = join(import.meta.dirname, 'stream/server.ts');
  const child = spawn(process.execPath, [file, String(events), sandbox.url], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value: port } = await lines.next();
  return { child, url: `http://127.0.0.1:${port}`, opened: lines.next().then(({ value }) => Number(value)) };
}

function startListener(file: string, url: string, token: string, folder: string): ChildProcess {
  const env = {
    OPENCTI_URL: url,
    OPENCTI_TOKEN: token,
    CONNECTOR_ID: '1f0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d55',
    CONNECTOR_QUEUE_PROTOCOL: 'api',
    CONNECTOR_METRICS_PORT: '0',
    CONNECTOR_LOG_LEVEL: 'error',
    CONNECTOR_LIVE_STREAM_ID: 'bench',
    CONNECTOR_LIVE_STREAM_START_TIMESTAMP: '0',
    CONNECTOR_LIVE_STREAM_RECOVER_ISO_DATE: 'none',
    CONNECTOR_RUN_AND_TERMINATE: 'true',
    STREAM_LISTENER_SINK: 'file',
    STREAM_LISTENER_FILE_FOLDER: folder,
    STREAM_LISTENER_FILE_MAX_MB: '1000',
  };
  return spawn(process.execPath, [file], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Lines of all files of a folder, counted by another process: gigabytes would weigh on this one. */
function linesIn(folder: string): number {
  const files = readdirSync(folder).map((name) => join(folder, name));
  return Number.parseInt(execFileSync('sh', ['-c', 'cat "$@" | wc -l', 'sh', ...files], { encoding: 'utf8' }), 10);
}

interface Run extends Usage {
  readonly seconds: number;
  readonly lines: number;
}

async function follow(events: number): Promise<Run> {
  const file = await bundleConnector('stream-listener');
  const sandbox = await startSandbox({ port: 0 });
  const folder = mkdtempSync(join(tmpdir(), 'opencti-connectors-bench-'));
  const source = await startSource(events, sandbox);
  try {
    const listener = startListener(file, source.url, sandbox.platform.connectorToken, folder);
    const usage = watch(listener);
    const ended = once(listener, 'exit');
    const opened = await source.opened;
    await ended;
    return { seconds: (Date.now() - opened) / 1_000, lines: linesIn(folder), ...usage() };
  } finally {
    source.child.kill();
    await sandbox.close();
    rmSync(folder, { recursive: true });
  }
}

export async function streaming(events = EVENTS): Promise<Figure[]> {
  const { seconds, lines, cpuSeconds, peakMb, earlyMb, lateMb } = await follow(events);
  const flat = `resident: ${earlyMb.toFixed(0)} MB after a quarter of the way, ${lateMb.toFixed(0)} MB at the end`;
  return [
    {
      what: `stream: ${events} events to files`,
      unit: '/s',
      goal: GOAL,
      value: lines === events ? events / seconds : 0,
      note: lines === events ? 'all there, on disk' : `${events - lines} missing`,
    },
    {
      what: 'stream: the same, by time of the processor',
      unit: '/s',
      value: events / cpuSeconds,
      note: `${cpuSeconds.toFixed(1)} s in ${seconds.toFixed(1)} s`,
    },
    { what: 'stream: memory at its highest', unit: 'MB', goal: MEMORY_MB, value: peakMb, note: flat },
  ];
}

if (import.meta.main) {
  const figures = await streaming(Number(process.argv[2] ?? EVENTS));
  printTable(figures);
  process.exit(figures.every(isMet) ? 0 : 1);
}
