/** `npm run demo` as a visitor runs it, with what is built in. */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const DEMO = ['--conditions=@opencti-connectors/source', 'tools/demo.ts', '--once', '--offline'];
const KINDS = ['external import', 'enrichment', 'export', 'stream'];

test('the demo shows the kinds in turn, says what the data are, and ends with 0', {
  timeout: 120_000,
}, async () => {
  const env = { PATH: process.env.PATH ?? '', SANDBOX_PORT: '0' };

  const { stdout } = await promisify(execFile)(process.execPath, DEMO, { cwd: ROOT, env });

  const rows = stdout.split('\n').filter((line) => KINDS.some((kind) => line.startsWith(`${kind} `)));
  expect(rows).toHaveLength(KINDS.length);
  for (const row of rows) expect(row).toMatch(/ ok {2,}/);
  expect(stdout).toContain('a small built-in sample of invented techniques');
  expect(stdout).toContain('a recorded answer');
});
