/** The same faults of an operator's, for each kind: the message names the variable, or the capability. */
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { afterEach, describe, expect, test } from 'vitest';
import { ConnectorProcess, freePort } from './connector-process.ts';

const CONNECTORS = join(import.meta.dirname, '../connectors');
const ID = '8e0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d88';

interface Kind {
  readonly slug: string;
  /** What it cannot do without. */
  readonly own?: Readonly<Record<string, string>>;
  /** A setting of its own, and a value that makes no sense. */
  readonly wrong: readonly [variable: string, value: string];
  /** What a user lacks who may only use the API. */
  readonly needs: readonly string[];
}

const KINDS: readonly Kind[] = [
  {
    slug: 'mitre-attack',
    wrong: ['MITRE_DOMAINS', 'space'],
    needs: ['CONNECTORAPI', 'MODULES', 'KNOWLEDGE_KNUPDATE'],
  },
  {
    slug: 'whois',
    wrong: ['WHOIS_RDAP_SERVER', 'somewhere'],
    needs: ['CONNECTORAPI', 'MODULES', 'KNOWLEDGE', 'KNOWLEDGE_KNUPDATE'],
  },
  {
    slug: 'import-file-stix',
    wrong: ['IMPORT_FILE_STIX_VALIDATION', 'perhaps'],
    needs: ['CONNECTORAPI', 'MODULES', 'KNOWLEDGE', 'KNOWLEDGE_KNUPDATE', 'KNOWLEDGE_KNASKIMPORT'],
  },
  {
    slug: 'export-file-csv',
    wrong: ['EXPORT_FILE_CSV_LINE_END', 'none'],
    needs: ['CONNECTORAPI', 'MODULES', 'KNOWLEDGE'],
  },
  {
    slug: 'stream-listener',
    own: { CONNECTOR_LIVE_STREAM_ID: ID, STREAM_LISTENER_SINK: 'stdout' },
    wrong: ['STREAM_LISTENER_SINK', 'pigeon'],
    needs: ['CONNECTORAPI', 'MODULES', 'TAXIIAPI'],
  },
];

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function opened(): Promise<Sandbox> {
  const sandbox = await startSandbox({ port: 0 });
  closers.push(() => sandbox.close());
  return sandbox;
}

async function start({ slug, own }: Kind, more: Readonly<Record<string, string>>, ...args: string[]) {
  const port = String(await freePort());
  const env = {
    CONNECTOR_ID: ID,
    CONNECTOR_METRICS_PORT: '0',
    CONNECTOR_QUEUE_PROTOCOL: 'api',
    CONNECTOR_LISTEN_PROTOCOL: 'API',
    CONNECTOR_LISTEN_PROTOCOL_API_PORT: port,
    CONNECTOR_LISTEN_PROTOCOL_API_URI: `http://127.0.0.1:${port}`,
    ...own,
    ...more,
  };
  const connector = new ConnectorProcess(env, args, join(CONNECTORS, slug, 'src/main.ts'));
  closers.push(() => connector.child.kill('SIGKILL'));
  return connector;
}

describe.each(KINDS)('$slug', (kind) => {
  test('a setting of its own, and the address of the platform: both are named before anything is registered', async () => {
    const sandbox = await opened();
    const [variable, value] = kind.wrong;
    const connector = await start(kind, {
      OPENCTI_URL: 'somewhere',
      OPENCTI_TOKEN: sandbox.platform.connectorToken,
      [variable]: value,
    });

    expect(await connector.exited).toBe(78);
    expect(connector.errors).toContain('OPENCTI_URL');
    expect(connector.errors).toContain(`${variable} (`);
    expect(connector.errors).toContain(value);
    expect(sandbox.platform.registry.all()).toEqual([]);
  });

  test('a wrong token: it stays up, not ready, and says which variable; the token itself is not shown', async () => {
    const sandbox = await opened();
    const connector = await start(kind, { OPENCTI_URL: sandbox.url, OPENCTI_TOKEN: 'no-such-token' });

    const { attributes } = await connector.said('connector is not ready');

    expect(String(attributes?.reason)).toContain('OPENCTI_TOKEN is not accepted');
    expect(connector.child.exitCode).toBeNull();
    expect(await connector.stop()).toBe(0);
    expect(JSON.stringify(connector.lines)).not.toContain('no-such-token');
  });

  test('missing capabilities: the running one names the first, --check each', async () => {
    const sandbox = await opened();
    const token = sandbox.platform.addUser('nobody', ['APIACCESS_USETOKEN']);
    const env = { OPENCTI_URL: sandbox.url, OPENCTI_TOKEN: token };
    const [running, check] = [await start(kind, env), await start(kind, env, '--check')];

    const { attributes } = await running.said('connector is not ready');
    expect(String(attributes?.reason)).toContain('lacks the capability CONNECTORAPI');
    expect(await check.exited).toBe(1);
    expect(check.lines.map((line) => line.attributes?.capability).filter(Boolean)).toEqual(kind.needs);
    expect(await running.stop()).toBe(0);
  });
});
