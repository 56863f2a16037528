/** A sandbox as a process, and connectors that work for it, as a visitor of `npm run sandbox` has them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { ConnectorProcess, freePort } from '../connector-process.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SANDBOX = join(ROOT, 'packages/sandbox/src/main.ts');

export const CONNECTORS = {
  'mitre-attack': '1f0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d11',
  whois: '5e0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d55',
  'export-file-csv': '3c0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d33',
  'import-file-stix': '4d0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d44',
} as const;
export type Slug = keyof typeof CONNECTORS;

export function mainOf(slug: Slug): string {
  return join(ROOT, 'connectors', slug, 'src/main.ts');
}

/** Everything that one file of tests starts; `close` ends it, the last first. */
export class Stage {
  readonly #closing: (() => unknown)[] = [];
  /** What the sandbox printed. */
  printed = '';
  url = '';
  /** Address of the console, with the token behind `#`. */
  link = '';
  adminToken = '';
  #connectorToken = '';

  static async open(): Promise<Stage> {
    const stage = new Stage();
    const port = await freePort();
    const child = spawn(process.execPath, ['--conditions=@opencti-connectors/source', SANDBOX], {
      env: { PATH: process.env.PATH ?? '', SANDBOX_PORT: String(port) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    stage.#closing.push(() => child.kill('SIGKILL'));
    await stage.#read(child);
    return stage;
  }

  async #read(child: ChildProcess): Promise<void> {
    child.stdout?.setEncoding('utf8');
    for await (const text of child.stdout as AsyncIterable<string>) {
      this.printed += text;
      this.link = /^console +(\S+)$/m.exec(this.printed)?.[1] ?? '';
      if (this.link) break;
    }
    this.url = /^Sandbox at (\S+)/m.exec(this.printed)?.[1] ?? '';
    this.adminToken = /^admin token +(\S+)$/m.exec(this.printed)?.[1] ?? '';
    this.#connectorToken = /^connector token +(\S+)$/m.exec(this.printed)?.[1] ?? '';
  }

  /** Starts a connector over HTTP, and waits until it is registered and, where it takes jobs, listens for them. */
  async start(slug: Slug, more: Readonly<Record<string, string>> = {}): Promise<ConnectorProcess> {
    const env = {
      OPENCTI_URL: this.url,
      OPENCTI_TOKEN: this.#connectorToken,
      CONNECTOR_ID: CONNECTORS[slug],
      CONNECTOR_METRICS_PORT: '0',
      CONNECTOR_QUEUE_PROTOCOL: 'api',
      CONNECTOR_LISTEN_PROTOCOL: 'API',
      CONNECTOR_LISTEN_PROTOCOL_API_PORT: String(await freePort()),
      ...more,
    };
    const connector = new ConnectorProcess(env, [], mainOf(slug));
    this.#closing.push(() => connector.child.kill('SIGKILL'));
    await connector.said('connector registered');
    if (slug !== 'mitre-attack') await connector.said('listening for callbacks');
    return connector;
  }

  /** WHOIS with a registry of its own that knows every domain. */
  async startWhois(): Promise<void> {
    const registry = createServer((request, response) => {
      response.writeHead(200, { 'content-type': 'application/rdap+json' }).end(answerOf(request.url ?? ''));
    });
    const url = await this.#listen(registry);
    await this.start('whois', { WHOIS_RDAP_SERVER: url, WHOIS_WHOIS: 'false', WHOIS_REQUESTS_PER_SECOND: '1000' });
  }

  async #listen(server: Server): Promise<string> {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    this.#closing.push(() => {
      server.close();
      server.closeAllConnections();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  /** Sends objects as a connector does that pushes over HTTP. */
  async push(objects: readonly object[]): Promise<void> {
    const bundle = JSON.stringify({ type: 'bundle', id: 'bundle--1', objects });
    const query = 'mutation P($id: String!, $bundle: String!) { stixBundlePush(connectorId: $id, bundle: $bundle) }';
    const { errors } = await this.ask(query, { id: CONNECTORS['mitre-attack'], bundle }, this.#connectorToken);
    if (errors) throw new Error(JSON.stringify(errors));
  }

  async ask(query: string, variables: object = {}, token = this.adminToken) {
    const answer = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    return (await answer.json()) as { data?: Record<string, unknown>; errors?: unknown };
  }

  async close(): Promise<void> {
    for (const close of this.#closing.splice(0).reverse()) await close();
  }
}

function answerOf(path: string): string {
  const name = path.split('/').at(-1) ?? '';
  const card = (text: string) => [
    'vcard',
    [
      ['fn', {}, 'text', text],
      ['kind', {}, 'text', 'org'],
    ],
  ];
  const entities = [
    { roles: ['registrant'], vcardArray: card(`Owner of ${name}`) },
    { roles: ['registrar'], vcardArray: card('Tern Names, Inc.') },
  ];
  const nameservers = [{ ldhName: 'ns1.tern.net' }];
  return JSON.stringify({ objectClassName: 'domain', ldhName: name, entities, nameservers });
}
