/** Builds the console once for all tests, as `npm run sandbox` does before it starts. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const VITE = ['node_modules/vite/bin/vite.js', 'build', 'packages/console', '--logLevel', 'warn'];

export default function buildConsole(): void {
  const cwd = resolve(import.meta.dirname, '../..');
  const { status, stderr } = spawnSync(process.execPath, VITE, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The console cannot be built: ${stderr}`);
}
