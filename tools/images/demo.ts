/** Brings the demo up as a visitor would, and looks whether everything in it met and data came in. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { ConnectorFolder } from '@opencti-connectors/cli';
import { table as acceptanceTable, type Row } from '../../e2e/acceptance/rows.ts';
import { connectorId, ROOT } from '../connectors.ts';
import { DEMO } from '../generated/compose.ts';
import { docker, dockerAloud, until } from './engine.ts';
import type { Check } from './smoke.ts';

const FILE = join(ROOT, 'docker/compose.demo.yml');
const PROJECT = ['compose', '--progress', 'quiet', '--file', FILE, '--project-name', 'opencti-connectors-demo-check'];
const ARRIVAL_LIMIT_MS = 60_000;

/** Up, a look, every kind of connector at work on it, and down again with everything it made. */
export async function checkDemo(folders: readonly ConnectorFolder[], network: string): Promise<Check[]> {
  const env = { BUILD_NETWORK: network, SANDBOX_PORT: '0', DEMO_AMQP_PORT: '0' };
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    dockerAloud([...PROJECT, 'up', '--build', '--detach', '--wait', '--wait-timeout', '180', '--quiet-pull'], env);
    const upS = seconds();
    const rows = docker(...PROJECT, 'ps', '--all', '--format', '{{.Service}} {{.Health}}').split('\n');
    const healthy = rows.map((row) => ({
      what: `demo: ${row.split(' ')[0]} becomes healthy`,
      wrong: row.endsWith(' healthy') ? [] : [row],
    }));
    const arrived = [];
    for (const folder of folders) arrived.push(await arrives(folder));
    const inS = seconds();
    const accepted = acceptance();
    const outS = seconds();
    const figures = [
      [`${rows.length} services built and healthy`, upS],
      ['all connectors registered, data came in', inS - upS],
      ['acceptance run', outS - inS],
    ] as const;
    const lines = figures.map(([what, taken]) => `| ${what.padEnd(40)} | ${taken.toFixed(1).padStart(7)} |`);
    const head = `| ${'the demo'.padEnd(40)} | seconds |\n| ${'-'.repeat(40)} | ------- |`;
    console.log(`\n${[head, ...lines].join('\n')}\n`);
    return [...healthy, ...arrived, servesConsole(), ...accepted];
  } finally {
    dockerAloud([...PROJECT, 'down', '--volumes', '--timeout', '15'], env);
  }
}

async function arrives({ slug, definition }: ConnectorFolder): Promise<Check> {
  const imports = definition.kind === 'EXTERNAL_IMPORT';
  const what = `demo: ${slug} ${imports ? 'imports' : 'registers'}`;
  const there = await until(() => (imports ? imported(slug) : registered(slug)), ARRIVAL_LIMIT_MS);
  return { what, wrong: there === undefined ? [`not within ${ARRIVAL_LIMIT_MS / 1000} s`] : [] };
}

/** Whether the page is in the image, and may be read there. */
function servesConsole(): Check {
  const text = ask('/console/', '{}');
  return { what: 'demo: the sandbox serves the console', wrong: text.includes('id="app"') ? [] : [text] };
}

/** `npm run acceptance` from this machine, over the ports that the demo publishes; its rows. */
function acceptance(): Check[] {
  const address = (service: string, port: number) => docker(...PROJECT, 'port', service, String(port));
  const options = [
    ...['--url', `http://${address('sandbox', 4010)}`, '--amqp', `amqp://${address('rabbitmq', 5672)}`],
    ...['--token', DEMO.adminToken, '--connector-token', DEMO.connectorToken, '--json', '--patience', '120'],
  ];
  const args = ['--conditions=@opencti-connectors/source', join(ROOT, 'e2e/acceptance/main.ts'), ...options];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const { rows } = JSON.parse(stdout) as { rows: Row[] };
  console.log(`\n${acceptanceTable(rows)}`);
  return rows.map(({ connector, what, status, words }) => ({
    what: `acceptance on the demo: ${connector} ${what}`,
    wrong: status === 'ok' ? [] : [words],
  }));
}

/** Whether the platform in the demo knows the connector. */
function registered(slug: string): boolean {
  const body = JSON.stringify({ query: '{ connectors { id active } }' });
  const text = ask('/graphql', `{ method: 'POST', headers: HEADERS, body: ${JSON.stringify(body)} }`);
  const { data } = JSON.parse(text) as { data: { connectors: { id: string; active: boolean }[] } };
  return data.connectors.some(({ id, active }) => id === connectorId(slug) && active);
}

/** Whether what it sent over the broker has come in: a work of its own that is complete, and no part of it refused. */
function imported(slug: string): boolean {
  const { works } = JSON.parse(ask('/sandbox/summary', '{}')) as { works: Work[] };
  const own = works.filter((work) => work.connectorId === connectorId(slug));
  return own.some(({ status, completed_number, errors }) => {
    return status === 'complete' && completed_number > 0 && errors.length === 0;
  });
}

interface Work {
  readonly connectorId: string;
  readonly status: string;
  readonly completed_number: number;
  readonly errors: readonly object[];
}

/** Asks the sandbox from inside its container, so that no port of this machine has to be free. */
function ask(path: string, options: string): string {
  const script = `
    const HEADERS = { 'content-type': 'application/json', authorization: 'Bearer ${DEMO.adminToken}' };
    fetch('http://127.0.0.1:4010${path}', ${options}).then((answer) => answer.text()).then(console.log)`;
  return docker(...PROJECT, 'exec', '-T', 'sandbox', '/nodejs/bin/node', '-e', script);
}
