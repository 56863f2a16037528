/** A copy of this repository's files in a temporary folder, with dependencies of its own: tests may change it. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

/** What a command said, standard error included. @throws Error with it when the command fails. */
export function run(cwd: string, command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status === 0) return stdout + stderr;
  throw new Error(`${command} ${args.join(' ')} failed (${status ?? error?.message})\n${stdout}\n${stderr}`);
}

/** Everything that is committed, or would be by `git add --all`. */
function* trackedFiles(): Generator<string> {
  const listed = run(ROOT, 'git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate');
  const gone = new Set(run(ROOT, 'git', 'ls-files', '-z', '--deleted').split('\0'));
  for (const file of listed.split('\0')) if (file !== '' && !gone.has(file)) yield file;
}

/** @returns the folder, and what removes it. */
export function cloneRepository() {
  const folder = mkdtempSync(join(tmpdir(), 'octc-clone-'));
  for (const file of trackedFiles()) cpSync(join(ROOT, file), join(folder, file));
  // Everything is in pnpm's store: this repository itself was installed from there.
  run(folder, 'pnpm', 'install', '--frozen-lockfile', '--offline', '--reporter=silent');
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
