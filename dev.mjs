// Brings Node 24 and pnpm into .toolchain/, installs the workspace, then runs one task.
// Plain JavaScript that Node 18 can read: it is the only file that runs before the toolchain exists.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_VERSION = '24.21.0';
const root = dirname(fileURLToPath(import.meta.url));
const toolchain = join(root, '.toolchain');
const bin = join(toolchain, 'node_modules', '.bin');
const windows = process.platform === 'win32';
const [task = 'help', ...args] = process.argv.slice(2);

const SOURCE = '--conditions=@opencti-connectors/source';
/** The console's page, anew each time: it takes a quarter of a second. */
const VITE = ['node_modules/vite/bin/vite.js', 'build', 'packages/console', '--logLevel', 'warn'];
const TASKS = {
  demo: () => TASKS.console() || run('node', [SOURCE, 'tools/demo.ts', ...args]),
  sandbox: () => TASKS.console() || run('node', [SOURCE, 'packages/sandbox/src/main.ts', ...args]),
  console: () => run('node', VITE),
  test: () => run('node', ['tools/test.ts', ...args]),
  check: () => run('node', ['tools/check.ts', ...args]),
  fix: () => run('pnpm', ['exec', 'biome', 'check', '--write', '.', ...args]),
  bundle: () => run('node', [SOURCE, 'tools/bundle.ts', ...args]),
  bench: () => run('node', [SOURCE, 'bench/run.ts', ...args]),
  docs: () => run('node', [SOURCE, 'tools/docs.ts', ...args]),
  images: () => run('node', [SOURCE, 'tools/images.ts', ...args]),
  octc: () => run('node', [SOURCE, 'packages/cli/src/main.ts', ...args]),
  chaos: () => run('node', [SOURCE, 'bench/chaos.ts', ...args]),
  peer: () => run('node', ['tools/peer.ts', ...args]),
  acceptance: () => run('node', [SOURCE, 'e2e/acceptance/main.ts', ...args]),
  exec: () => run(args[0], args.slice(1)),
  install: () => 0,
};

function fail(message) {
  console.error(message);
  process.exit(1);
}

function run(command, commandArgs, options = {}) {
  const result = spawnSync(command, commandArgs, { cwd: root, stdio: 'inherit', shell: windows, ...options });
  if (result.error) fail(`Cannot run ${command}: ${result.error.message}`);
  return result.status ?? 1;
}

/** What the toolchain must hold: pnpm always, Node only when the running one is older than 24. */
function wantedPackages() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wanted = [packageManager.split('+')[0]];
  if (Number(process.versions.node.split('.')[0]) >= 24) return wanted;
  if (process.platform === 'darwin') {
    fail(
      'This project needs Node 24. It cannot be fetched for macOS here: install Node 24, then run the command again.',
    );
  }
  return [...wanted, `node-${windows ? 'win' : process.platform}-${process.arch}@${NODE_VERSION}`];
}

function installToolchain() {
  const wanted = wantedPackages();
  const stamp = join(toolchain, 'stamp');
  const present = existsSync(stamp) ? readFileSync(stamp, 'utf8').split(',') : [];
  if (wanted.every((name) => present.includes(name))) return;
  console.error(`Fetching the toolchain (once): ${wanted.join(', ')}`);
  mkdirSync(toolchain, { recursive: true });
  writeFileSync(join(toolchain, 'package.json'), '{"private":true}\n');
  const flags = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
  const status = run('npm', ['install', '--prefix', toolchain, ...flags, ...wanted], { cwd: toolchain });
  if (status !== 0) fail('The toolchain could not be installed: npm needs its registry the first time.');
  writeFileSync(stamp, wanted.join());
}

/** Skips the install when nothing that decides it has changed, so that later runs need no network. */
function installWorkspace() {
  const inputs = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'].map((file) =>
    readFileSync(join(root, file)),
  );
  const digest = createHash('sha256').update(Buffer.concat(inputs)).digest('hex');
  const stamp = join(root, 'node_modules', '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  const status = run('pnpm', ['install', '--frozen-lockfile', '--reporter=silent']);
  if (status !== 0) fail('Dependencies could not be installed; `.toolchain/node_modules/.bin/pnpm install` shows why.');
  writeFileSync(stamp, digest);
}

// Ctrl-C reaches the task too: whoever starts it waits for it to tidy up.
process.on('SIGINT', () => undefined);

if (!TASKS[task]) fail(`Unknown task "${task}". Tasks: ${Object.keys(TASKS).join(', ')}`);
installToolchain();
const nodeFolder = wantedPackages()[1]
  ? join(toolchain, 'node_modules', wantedPackages()[1].replace(/@[^@]*$/, ''), 'bin')
  : '';
process.env.PATH = [nodeFolder, bin, process.env.PATH].filter(Boolean).join(delimiter);
process.env.TURBO_TELEMETRY_DISABLED = '1';
process.env.DO_NOT_TRACK = '1';
installWorkspace();
process.exit(TASKS[task]());
