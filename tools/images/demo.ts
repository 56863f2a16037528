/** Brings the demo up as a visitor would, and looks whether everything in it met and data came in. */

import { join } from 'node:path';
import type { ConnectorFolder } from '@opencti-connectors/cli';
import { connectorId, ROOT } from '../connectors.ts';
import { DEMO } from '../generated/compose.ts';
import { docker, dockerAloud, until } from './engine.ts';

const FILE = join(ROOT, 'docker/compose.demo.yml');
const PROJECT = ['compose', '--file', FILE, '--project-name', 'opencti-connectors-demo-check'];
const ARRIVAL_LIMIT_MS = 60_000;

/** What came of it: seconds until all were healthy, and what was wrong. */
export interface DemoResult {
  readonly upS: number;
  readonly services: number;
  readonly failures: readonly string[];
}

/** Up, a look, and down again with everything it made. */
export async function checkDemo(folders: readonly ConnectorFolder[], network: string): Promise<DemoResult> {
  const env = { BUILD_NETWORK: network, SANDBOX_PORT: '0', DEMO_AMQP_PORT: '0' };
  const started = performance.now();
  try {
    dockerAloud([...PROJECT, 'up', '--build', '--detach', '--wait', '--wait-timeout', '180', '--quiet-pull'], env);
    const upS = (performance.now() - started) / 1000;
    const rows = docker(...PROJECT, 'ps', '--all', '--format', '{{.Service}} {{.Health}}').split('\n');
    const sick = rows.filter((row) => !row.endsWith(' healthy'));
    const missing: string[] = [];
    for (const { slug, definition } of folders) {
      const imports = definition.kind === 'EXTERNAL_IMPORT';
      const there = await until(() => (imports ? imported(slug) : registered(slug)), ARRIVAL_LIMIT_MS);
      if (there === undefined) missing.push(`${slug} did not ${imports ? 'import anything' : 'register'}`);
    }
    return { upS, services: rows.length, failures: [...sick, ...missing] };
  } finally {
    dockerAloud([...PROJECT, 'down', '--volumes', '--timeout', '15'], env);
  }
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
