import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PYTHON = resolve(import.meta.dirname, '../../.toolchain/peer/bin/python');
const WAIT_MS = 30_000;

/** True when the reference client is here (`npm run peer`). */
export const hasPeer = existsSync(PYTHON);

/** The reference client in a process of its own; it says what it does in lines that start with PEER. */
export class Peer {
  readonly child: ChildProcess;
  readonly lines: Record<string, unknown>[] = [];
  output = '';
  readonly exited: Promise<number | null>;

  constructor(script: string, env: Readonly<Record<string, string>>) {
    this.child = spawn(PYTHON, [join(import.meta.dirname, script)], {
      env: { PATH: process.env.PATH ?? '', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      let rest = '';
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line.startsWith('PEER ')) this.lines.push(JSON.parse(line.slice(5)));
      });
    }
    this.exited = new Promise((resolve) => this.child.on('close', resolve));
  }

  /** The first line that has this key, after `from` lines. @throws when it is not said in time. */
  async said(key: string, from = 0, waitMs = WAIT_MS): Promise<Record<string, unknown>> {
    for (const started = Date.now(); Date.now() - started < waitMs; await sleep(20)) {
      const found = this.lines.slice(from).find((line) => key in line);
      if (found) return found;
      if (this.child.exitCode !== null) break;
    }
    throw new Error(`the reference client did not say "${key}": ${this.output.slice(-3_000)}`);
  }

  write(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }
}
