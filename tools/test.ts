/**
 * `npm test`: checks, types, then one vitest run over the whole tree.
 * `--no-skips` forbids skipped tests (CI has everything they need); any other argument goes to vitest.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NO_SKIPS = '--no-skips';
const vitestArgs = process.argv.slice(2).filter((argument) => argument !== NO_SKIPS);
const forbidSkips = process.argv.includes(NO_SKIPS);

function run(command: string, args: string[]): number {
  return spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1;
}

interface Summary {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly success: boolean;
}

function runVitest(): Summary {
  const folder = mkdtempSync(join(tmpdir(), 'opencti-connectors-test-'));
  const report = join(folder, 'report.json');
  run('pnpm', [
    'exec',
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...vitestArgs,
  ]);
  try {
    return JSON.parse(readFileSync(report, 'utf8')) as Summary;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (run('node', ['tools/check.ts']) !== 0) process.exit(1);
const summary = runVitest();
if (forbidSkips && summary.numPendingTests > 0) console.error('Skipped tests are not allowed here (--no-skips).');
const skipped = summary.numPendingTests > 0 ? `, ${summary.numPendingTests} skipped` : '';
console.log(`\n${summary.numPassedTests} passed, ${summary.numFailedTests} failed${skipped}`);
const allowed = !forbidSkips || summary.numPendingTests === 0;
process.exit(summary.success && summary.numPassedTests > 0 && allowed ? 0 : 1);
