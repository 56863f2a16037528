/** What our connectors send is imported by the reference client, as the platform's worker does it, into a platform. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { afterEach, describe, expect, test } from 'vitest';
import { askEnrichment } from '../packages/sandbox/src/jobs/enrichment.ts';
import { openRegistry } from './acceptance/registry.ts';
import { ConnectorProcess, freePort } from './connector-process.ts';
import { askImport, upload } from './import-asks.ts';
import { hasPeer, Peer } from './peer/python.ts';
import { openCollection } from './stream-place.ts';

const CONNECTOR = '7d0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d77';
const CONNECTORS = resolve(import.meta.dirname, '../connectors');
const REPORT = readFileSync(resolve(import.meta.dirname, '../tools/demo/sample/report.json'), 'utf8');
const TABLE = [
  'type,value,name,labels,score',
  'ipv4,192.0.2.7,,scanner,60',
  'domain,mudlark[.]example,,,',
  'sha256,9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08,,,',
  'url,hxxps://mudlark[.]example/path,,,',
].join('\n');

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function sandbox(): Promise<Sandbox> {
  const opened = await startSandbox({ port: 0, callbackRetryMs: 200 });
  closing.push(() => opened.close());
  return opened;
}

/** A connector over HTTP that keeps copies of all that it sends. */
async function start(at: Sandbox, slug: string, copies: string, more: Record<string, string>, ...args: string[]) {
  const env = {
    OPENCTI_URL: at.url,
    OPENCTI_TOKEN: at.platform.connectorToken,
    CONNECTOR_ID: CONNECTOR,
    CONNECTOR_METRICS_PORT: '0',
    CONNECTOR_QUEUE_PROTOCOL: 'api',
    CONNECTOR_LISTEN_PROTOCOL: 'API',
    CONNECTOR_LISTEN_PROTOCOL_API_PORT: String(await freePort()),
    CONNECTOR_SEND_TO_DIRECTORY: 'true',
    CONNECTOR_SEND_TO_DIRECTORY_PATH: copies,
    ...more,
  };
  const connector = new ConnectorProcess(env, args, join(CONNECTORS, slug, 'src/main.ts'));
  closing.push(async () => connector.child.kill('SIGKILL'));
  await connector.said('connector registered');
  return connector;
}

async function attack(at: Sandbox, copies: string): Promise<void> {
  const data = { MITRE_DOMAINS: 'ics', MITRE_FOLDER: join(CONNECTORS, 'mitre-attack/sample') };
  const connector = await start(at, 'mitre-attack', copies, data, '--once');
  expect(await connector.exited).toBe(0);
}

async function files(at: Sandbox, copies: string): Promise<void> {
  await start(at, 'import-file-stix', copies, { IMPORT_FILE_STIX_DEFAULT_AUTHOR: 'Sandpiper Research' });
  for (const [name, content] of [
    ['report.json', REPORT],
    ['table.csv', TABLE],
  ] as const) {
    const work = await askImport(at, await upload(at, name, content), { bypassValidation: true });
    await expect.poll(() => at.platform.works.find(work)?.status, { timeout: 30_000 }).toBe('complete');
  }
}

async function domains(at: Sandbox, copies: string): Promise<void> {
  const registry = await openRegistry({
    holder: 'Heron Holdings',
    registrar: 'Tern Names',
    nameServer: 'ns1.tern.net',
  });
  closing.push(() => registry.close());
  await start(at, 'whois', copies, { WHOIS_RDAP_SERVER: registry.url, WHOIS_WHOIS: 'false' });
  const { platform } = at;
  const domain = platform.graph.upsert({ type: 'domain-name', id: 'domain-name--1', value: 'heron.org' });
  await askEnrichment(platform, domain, CONNECTOR, 'user');
  await expect.poll(() => platform.works.all().map(({ status }) => status), { timeout: 30_000 }).toEqual(['complete']);
}

async function feedback(at: Sandbox, copies: string): Promise<void> {
  const listener = await start(at, 'stream-listener', copies, {
    CONNECTOR_LIVE_STREAM_ID: openCollection(at),
    STREAM_LISTENER_SINK: 'stdout',
    STREAM_LISTENER_FEEDBACK: 'reference,label',
  });
  await listener.said('live stream is open');
  at.platform.graph.upsert({ type: 'malware', id: 'malware--1', name: 'Heron', is_family: true });
  const heron = () => [...at.platform.objects()].find(({ type }) => type === 'malware')?.properties;
  await expect.poll(() => heron()?.labels, { timeout: 30_000 }).toHaveLength(1);
}

/** Without what the worker makes of parts of objects: it makes them by calls of their own. */
const PARTS = ['external-reference', 'kill-chain-phase', 'label', 'vocabulary'];

function entities({ platform }: Sandbox) {
  return Object.fromEntries(Object.entries(platform.counts().entitiesByType).filter(([type]) => !PARTS.includes(type)));
}

describe.skipIf(!hasPeer)('the importer of the reference client', () => {
  test.each([
    ['mitre-attack', attack],
    ['import-file-stix', files],
    ['whois', domains],
    ['stream-listener', feedback],
  ])('makes of the bundles of %s what the platform made of them', async (_slug, send) => {
    const [ours, theirs] = [await sandbox(), await sandbox()];
    const copies = mkdtempSync(join(tmpdir(), 'opencti-connectors-e2e-'));
    await send(ours, copies);
    await ours.platform.idle();
    const peer = new Peer('import_bundles.py', {
      OPENCTI_URL: theirs.url,
      OPENCTI_TOKEN: theirs.platform.adminToken,
    });
    closing.push(async () => peer.child.kill('SIGKILL'));

    for (const name of readdirSync(copies).sort()) {
      const { bundle } = JSON.parse(readFileSync(join(copies, name), 'utf8')) as { bundle: object };
      peer.write(JSON.stringify(bundle));
    }
    peer.child.stdin?.end();

    expect(await peer.said('imported', 0, 90_000)).toMatchObject({ refused: [] });
    expect(theirs.platform.rejected).toEqual([]);
    expect(entities(theirs)).toEqual(entities(ours));
    expect(theirs.platform.counts().relationshipsByType).toEqual(ours.platform.counts().relationshipsByType);
  });
});
