/**
 * `npm run peer`: brings the reference client (pycti, pinned by decision 6) into `.toolchain/peer`, for tests and benches
 * that talk to it. Needs Python 3 with venv and a package index; nothing else of the project needs it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const VERSION = '7.260817.0';
const folder = resolve(import.meta.dirname, '../.toolchain/peer');
const stamp = join(folder, 'version');

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}

if (existsSync(stamp) && readFileSync(stamp, 'utf8') === VERSION) console.log(`pycti ${VERSION} is there`);
else {
  rmSync(folder, { recursive: true, force: true });
  run('python3', ['-m', 'venv', folder]);
  run(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', `pycti==${VERSION}`]);
  writeFileSync(stamp, VERSION);
  console.log(`pycti ${VERSION} installed into ${folder}`);
}
