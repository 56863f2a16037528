/** `octc` as somebody types it: a process with nothing but its arguments and environment. */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
/** What is typed in front of the arguments. */
export const OCTC = ['--conditions=@opencti-connectors/source', join(ROOT, 'packages/cli/src/main.ts')];
/** A connector that needs no platform of its own: the templates are connectors like any other. */
export const TEMPLATE = (kind: string) => join(ROOT, 'packages/cli/templates', kind);
/** The feed that the template of an external import comes with. */
export const FEED = join(TEMPLATE('external-import'), 'sample/feed.json');

/** What a command said, and the code it ended with. */
export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command without a terminal, in an empty folder unless told where. */
export async function octc(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = mkdtempSync(join(tmpdir(), 'octc-')),
): Promise<Said> {
  const child = spawn(process.execPath, [...OCTC, ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, ...texts };
}
