/**
 * `npm run demo`: the sandbox, then the ATT&CK connector as a process of its own that knows only its environment.
 * `-- --once` ends it with 0 or 1; `-- --all` imports all of ATT&CK and CAPEC; MITRE_FOLDER or a *_FILE_URL names own data.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startSandbox } from '@opencti-connectors/sandbox';

const root = resolve(import.meta.dirname, '..');
const once = process.argv.includes('--once');
const all = process.argv.includes('--all');
const PROBE_MS = 3_000;
const ATTACK_INDEX = 'https://raw.githubusercontent.com/mitre-attack/attack-stix-data/master/index.json';
const ICS_ONLY = { MITRE_DOMAINS: 'ics' };
const OWN_DATA = [
  'MITRE_FOLDER',
  'MITRE_ENTERPRISE_FILE_URL',
  'MITRE_MOBILE_ATTACK_FILE_URL',
  'MITRE_ICS_ATTACK_FILE_URL',
  'MITRE_CAPEC_FILE_URL',
];

/** Where the data come from, said plainly, and the settings that make the connector read it. */
async function chooseData(): Promise<{ said: string; env: Record<string, string> }> {
  const own = OWN_DATA.filter((name) => process.env[name]);
  if (own.length > 0) return { said: `your own data (${own.join(', ')})`, env: switchedOff(own) };
  try {
    const answer = await fetch(ATTACK_INDEX, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_MS) });
    if (answer.ok) return { said: 'the current ATT&CK release, from its usual address', env: all ? {} : ICS_ONLY };
  } catch {
    // Not reachable: the built-in sample stands in.
  }
  return {
    said: 'a small built-in sample of invented techniques: the real release cannot be reached',
    env: { ...ICS_ONLY, MITRE_FOLDER: join(root, 'connectors/mitre-attack/sample') },
  };
}

/** Domains that nobody named a file for; a folder is read for ICS unless `--all`. */
function switchedOff(own: readonly string[]): Record<string, string> {
  if (own.includes('MITRE_FOLDER')) return all ? {} : ICS_ONLY;
  const left = OWN_DATA.filter((name) => name.endsWith('_FILE_URL') && !own.includes(name));
  return Object.fromEntries(left.map((name) => [name, 'false']));
}

interface ConnectorRun {
  readonly code: number;
  readonly peakMb: number;
  readonly durationMs: number;
}

/** Starts the connector as an operator would and follows its log. */
function runConnector(env: Record<string, string>): Promise<ConnectorRun> {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    ['--conditions=@opencti-connectors/source', join(root, 'connectors/mitre-attack/src/main.ts')],
    { env: { PATH: process.env.PATH ?? '', ...env }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let peakMb = 0;
  const watch = setInterval(() => {
    peakMb = Math.max(peakMb, residentMb(child.pid));
  }, 50);
  child.stdout.setEncoding('utf8');
  let rest = '';
  child.stdout.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) show(line);
  });
  return new Promise((done) => {
    child.on('exit', (code) => {
      clearInterval(watch);
      done({ code: code ?? 1, peakMb, durationMs: performance.now() - started });
    });
  });
}

/** Resident memory from /proc, MB; 0 where there is no /proc. */
function residentMb(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function show(line: string): void {
  try {
    const { level, message, attributes } = JSON.parse(line) as { level: string; message: string; attributes?: unknown };
    console.log(`  ${level.padEnd(7)} ${message} ${attributes ? JSON.stringify(attributes) : ''}`);
  } catch {
    console.log(`  ${line}`);
  }
}

function table(title: string, counts: Readonly<Record<string, number>>): void {
  const rows = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const width = Math.max(title.length, ...rows.map(([name]) => name.length)) + 2;
  console.log(`\n${title.padEnd(width)}  count`);
  for (const [name, count] of rows) console.log(`${name.padEnd(width)}  ${String(count).padStart(5)}`);
}

const sandbox = await startSandbox({ port: Number(process.env.SANDBOX_PORT ?? 4010) });
console.log(`Sandbox (a stand-in for an OpenCTI platform) is up at ${sandbox.url}`);
const data = await chooseData();
console.log(`Importing ${data.said}\n`);
const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('MITRE_'))) as Record<
  string,
  string
>;
const outcome = await runConnector({
  OPENCTI_URL: sandbox.url,
  OPENCTI_TOKEN: sandbox.platform.connectorToken,
  CONNECTOR_ID: '1f0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d11',
  CONNECTOR_QUEUE_PROTOCOL: 'api',
  CONNECTOR_RUN_AND_TERMINATE: 'true',
  CONNECTOR_METRICS_PORT: '0',
  ...data.env,
  ...own,
});
await sandbox.platform.idle();
const { entitiesByType, relationshipsByType } = sandbox.platform.counts();
table('Entities in the platform', entitiesByType);
table('Relationships in the platform', relationshipsByType);
const [work] = sandbox.platform.works.all();
const complete = outcome.code === 0 && work?.status === 'complete';
console.log(`
Work            ${work?.name ?? 'none'}: ${work?.status ?? 'none'}
Duration        ${(outcome.durationMs / 1000).toFixed(1)} s
Parts           ${work?.completed_number ?? 0}
Peak memory     ${Math.round(outcome.peakMb)} MB
Refused         ${sandbox.platform.rejected.length}
Data            ${data.said}`);
if (once || !complete) {
  await sandbox.close();
  process.exit(complete ? 0 : 1);
}
console.log(`
The platform stays up at ${sandbox.url} (token ${sandbox.platform.adminToken}). Ctrl-C ends it.
Look at it in a browser: ${sandbox.consoleLink ?? 'the console is not built'}`);
process.once('SIGINT', () => void sandbox.close().then(() => process.exit(0)));
process.once('SIGTERM', () => void sandbox.close().then(() => process.exit(0)));
