/** `npm run check`: lint and format, who imports whom, comments on what core exports, types. All run, so that one pass shows everything. */
import { spawnSync } from 'node:child_process';

const CHECKS: readonly (readonly string[])[] = [
  ['pnpm', 'exec', 'biome', 'check', '--error-on-warnings', '.'],
  ['node', 'tools/check-workspace.ts'],
  ['node', 'tools/check-exports.ts'],
  ['pnpm', 'exec', 'tsc', '-p', 'tools/tsconfig.json'],
  ['pnpm', 'exec', 'turbo', 'run', 'typecheck', '--output-logs=errors-only'],
];

const failed = CHECKS.filter(([command = '', ...args]) => {
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  return status !== 0;
});
for (const check of failed) console.error(`Check failed: ${check.join(' ')}`);
process.exit(failed.length === 0 ? 0 : 1);
