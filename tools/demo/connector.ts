/** A connector as an operator starts it: a process with nothing but its environment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '@opencti-connectors/sandbox';
import { freePort } from '../../e2e/connector-process.ts';
import { connectorId } from '../connectors.ts';
import { showLine } from './show.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
const WAIT_MS = 30_000;
const SAMPLE_MS = 50;

export class DemoConnector {
  /** UUID, the same in each demo. */
  readonly id: string;
  readonly slug: string;
  peakMb = 0;
  readonly exited: Promise<number>;
  readonly #child: ChildProcess;
  readonly #said = new Set<string>();

  private constructor(slug: string, env: Readonly<Record<string, string>>) {
    this.slug = slug;
    this.id = connectorId(slug);
    this.#child = spawn(
      process.execPath,
      ['--conditions=@opencti-connectors/source', join(ROOT, 'connectors', slug, 'src/main.ts')],
      { env: { PATH: process.env.PATH ?? '', CONNECTOR_ID: this.id, ...env }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.#follow();
    const watch = setInterval(() => this.#measure(), SAMPLE_MS);
    this.exited = new Promise((done) => {
      this.#child.on('exit', (code) => {
        clearInterval(watch);
        done(code ?? 1);
      });
    });
  }

  /** Without a broker: what it sends goes over HTTP, and jobs come to a port of this machine. */
  static async start(sandbox: Sandbox, slug: string, env: Readonly<Record<string, string>>): Promise<DemoConnector> {
    const port = String(await freePort());
    return new DemoConnector(slug, {
      OPENCTI_URL: sandbox.url,
      OPENCTI_TOKEN: sandbox.platform.connectorToken,
      CONNECTOR_METRICS_PORT: '0',
      CONNECTOR_QUEUE_PROTOCOL: 'api',
      CONNECTOR_LISTEN_PROTOCOL: 'API',
      CONNECTOR_LISTEN_PROTOCOL_API_PORT: port,
      CONNECTOR_LISTEN_PROTOCOL_API_URI: `http://127.0.0.1:${port}`,
      ...env,
    });
  }

  /** @throws Error when it ends before it says so, or takes too long. */
  async said(message: string): Promise<void> {
    for (const started = Date.now(); Date.now() - started < WAIT_MS; await sleep(20)) {
      if (this.#said.has(message)) return;
      if (this.#child.exitCode !== null) break;
    }
    throw new Error(`${this.slug} did not say "${message}"`);
  }

  async stop(): Promise<number> {
    this.#child.kill('SIGTERM');
    return this.exited;
  }

  #follow(): void {
    let rest = '';
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        this.#said.add(/"message":"([^"]*)"/.exec(line)?.[1] ?? '');
        showLine(line);
      }
    });
  }

  /** Resident memory from /proc; stays 0 where there is no /proc. */
  #measure(): void {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
      this.peakMb = Math.max(this.peakMb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // The last figure stays.
    }
  }
}
