import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const MAIN = resolve(import.meta.dirname, '../connectors/mitre-attack/src/main.ts');
const WAIT_MS = 60_000;

/** One line of the connector's log. */
export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly attributes?: Record<string, unknown>;
}

/** The ATT&CK connector as an operator starts it: a process with nothing but its environment. */
export class ConnectorProcess {
  readonly child: ChildProcess;
  readonly lines: LogLine[] = [];
  errors = '';
  /** Exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;

  constructor(env: Readonly<Record<string, string>>, args: readonly string[] = [], main = MAIN) {
    this.child = spawn(process.execPath, ['--conditions=@opencti-connectors/source', main, ...args], {
      cwd: mkdtempSync(join(tmpdir(), 'opencti-connectors-e2e-')),
      env: { PATH: process.env.PATH ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let rest = '';
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.startsWith('{')) this.lines.push(JSON.parse(line) as LogLine);
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
    this.exited = new Promise((done) => {
      this.child.on('close', (code) => done(code));
    });
  }

  /** Waits for a line of the log. @throws when the process ends before, or says nothing for long. */
  async said(message: string): Promise<LogLine> {
    for (const started = Date.now(); Date.now() - started < WAIT_MS; await sleep(10)) {
      const found = this.lines.find((line) => line.message === message);
      if (found) return found;
      if (this.child.exitCode !== null) break;
    }
    throw new Error(`"${message}" was not said; the log: ${JSON.stringify(this.lines)} ${this.errors}`);
  }

  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.exited;
  }
}

/** Settings of a connector that imports only the given ICS file. */
export function settings(platform: { url: string; token: string }, file: string): Record<string, string> {
  return {
    OPENCTI_URL: platform.url,
    OPENCTI_TOKEN: platform.token,
    CONNECTOR_ID: '1f0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d11',
    CONNECTOR_QUEUE_PROTOCOL: 'api',
    CONNECTOR_METRICS_PORT: '0',
    MITRE_ENTERPRISE_FILE_URL: 'false',
    MITRE_MOBILE_ATTACK_FILE_URL: 'false',
    MITRE_CAPEC_FILE_URL: 'false',
    MITRE_ICS_ATTACK_FILE_URL: file,
  };
}

/** A file of invented software, as large as is wanted. */
export function attackFile(objects: number): string {
  const path = join(mkdtempSync(join(tmpdir(), 'opencti-connectors-e2e-')), 'ics-attack.json');
  const id = (number: number) => `tool--00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const tool = (number: number) => ({
    type: 'tool',
    id: id(number),
    name: `Tool ${number}`,
    description: 'x'.repeat(2_000),
  });
  const content = { type: 'bundle', id: 'bundle--1', objects: Array.from({ length: objects }, (_, n) => tool(n)) };
  writeFileSync(path, JSON.stringify(content));
  return path;
}

/** A free port that something may listen on in a moment. */
export async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

/** Status and text of a page on 127.0.0.1. */
export function page(port: number, path: string): Promise<{ status: number; text: string }> {
  return new Promise((done, failed) => {
    const call = request({ host: '127.0.0.1', port, path }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => done({ status: response.statusCode ?? 0, text }));
    });
    call.on('error', failed);
    call.end();
  });
}
