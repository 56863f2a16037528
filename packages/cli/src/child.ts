/** The connector as a process of its own: what it logs, and the code it ends with. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CommandError } from './exit-codes.ts';

/** A line of a connector's log (`core/log`). */
export interface LogLine {
  readonly timestamp: string;
  readonly level: string;
  readonly name: string;
  readonly message: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/**
 * Starts `main` of the connector in a folder, with the conditions that this process runs under, and waits for its end.
 * Ctrl-C and SIGTERM are the connector's to obey: this process waits for it. @returns its exit code.
 */
export async function runConnector(
  folder: string,
  flags: readonly string[],
  onLine: (line: string) => void,
): Promise<number> {
  const main = ['src/main.ts', 'dist/main.js'].map((file) => join(folder, file)).find(existsSync);
  if (!main) throw new CommandError(`${folder} has no src/main.ts to run.`);
  const child = spawn(process.execPath, [...process.execArgv, main, ...flags], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A terminal sends Ctrl-C to both.
  const stay = () => undefined;
  const hand = () => child.kill('SIGTERM');
  process.on('SIGINT', stay).on('SIGTERM', hand);
  createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((done) => {
    child.once('close', (...ended) => done(ended));
  });
  process.off('SIGINT', stay).off('SIGTERM', hand);
  return code ?? 128 + (signal ? constants.signals[signal] : 0);
}

/** The line as an object; undefined for what is no log. */
export function parseLine(line: string): LogLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const parsed = JSON.parse(line) as LogLine;
    return typeof parsed.message === 'string' ? parsed : undefined;
  } catch {
    return undefined;
  }
}
