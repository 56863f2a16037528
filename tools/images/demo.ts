/** Brings the demo up as a visitor would, and looks whether everything in it met. */
import { join } from 'node:path';
import { type ConnectorFolder, ROOT } from '../connectors.ts';
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
      const there = await until(() => registered().includes(definition.name), ARRIVAL_LIMIT_MS);
      if (there === undefined) missing.push(`${slug} did not register`);
    }
    return { upS, services: rows.length, failures: [...sick, ...missing] };
  } finally {
    dockerAloud([...PROJECT, 'down', '--volumes', '--timeout', '15'], env);
  }
}

const QUERY = `fetch('http://127.0.0.1:4010/graphql', {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer demo-admin-token' },
  body: JSON.stringify({ query: '{ connectors { name active } }' }),
}).then((answer) => answer.text()).then(console.log)`;

/** What the platform in the demo says of its connectors, asked from inside. */
function registered(): string {
  return docker(...PROJECT, 'exec', '-T', 'sandbox', '/nodejs/bin/node', '-e', QUERY);
}
