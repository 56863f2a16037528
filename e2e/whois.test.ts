/** The whois connector as an operator runs it: a process, over the broker and over HTTP, and as one bundled file. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { splitBundle } from '../packages/core/src/bundle/split.ts';
import { partMessage } from '../packages/core/src/queue/part-message.ts';
import { askEnrichment, triggerEnrichments } from '../packages/sandbox/src/jobs/enrichment.ts';
import { sendPlaybookStep } from '../packages/sandbox/src/jobs/playbook.ts';
import { bundleConnector } from '../tools/bundle.ts';
import { sandboxOnBroker } from './amqp-wires.ts';
import { brokerPlace, hasBroker } from './broker/vhost.ts';
import { ConnectorProcess, freePort } from './connector-process.ts';
import { hasPeer, Peer } from './peer/python.ts';

const MAIN = resolve(import.meta.dirname, '../connectors/whois/src/main.ts');
const CONNECTOR = '5e0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d55';
const GTLD = resolve(import.meta.dirname, '../connectors/whois/src/__fixtures__/whois/gtld.txt');

/** A registry that knows every domain, and holds each for another owner. */
let registry: Server;
let rdapServer = '';
beforeAll(async () => {
  registry = createServer((request, response) => {
    const name = (request.url ?? '').split('/').at(-1) ?? '';
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
    const events = [{ eventAction: 'registration', eventDate: '2020-02-02T00:00:00Z' }];
    const answer = {
      objectClassName: 'domain',
      ldhName: name,
      entities,
      events,
      nameservers: [{ ldhName: 'ns1.tern.net' }],
    };
    response.writeHead(200, { 'content-type': 'application/rdap+json' }).end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await new Promise((done) => registry.once('listening', done));
  rdapServer = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
});
afterAll(() => {
  registry.close();
  registry.closeAllConnections();
});

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Protocol = 'AMQP' | 'API';

async function start(protocol: Protocol, more: Record<string, string> = {}) {
  const sandbox =
    protocol === 'AMQP'
      ? await sandboxOnBroker(await brokerPlace())
      : await startSandbox({ port: 0, callbackRetryMs: 200 });
  closing.push(() => sandbox.close());
  const connector = await run(sandbox, protocol, more);
  return { sandbox, connector };
}

async function run(sandbox: Sandbox, protocol: Protocol, more: Record<string, string> = {}) {
  const env = {
    OPENCTI_URL: sandbox.url,
    OPENCTI_TOKEN: sandbox.platform.connectorToken,
    CONNECTOR_ID: CONNECTOR,
    CONNECTOR_METRICS_PORT: '0',
    CONNECTOR_QUEUE_PROTOCOL: protocol.toLowerCase(),
    CONNECTOR_LISTEN_PROTOCOL: protocol,
    CONNECTOR_LISTEN_PROTOCOL_API_PORT: String(await freePort()),
    WHOIS_RDAP_SERVER: rdapServer,
    WHOIS_WHOIS: 'false',
    WHOIS_REQUESTS_PER_SECOND: '1000',
    ...more,
  };
  const connector = new ConnectorProcess(env, [], MAIN);
  closing.push(async () => connector.child.kill('SIGKILL'));
  await connector.said('connector registered');
  return connector;
}

function domain({ platform }: Sandbox, value: string, more: object = {}) {
  return platform.graph.upsert({ type: 'domain-name', id: `domain-name--${value}`, value, ...more });
}

const allComplete = (sandbox: Sandbox) => () =>
  sandbox.platform.works.all().every(({ status }) => status === 'complete');

describe.each([['AMQP'], ['API']] as const)('over %s', (protocol) => {
  const it = test.skipIf(protocol === 'AMQP' && !hasBroker);

  it('a domain is enriched: all arrives, and a second look changes nothing', { timeout: 60_000 }, async () => {
    const { sandbox } = await start(protocol);
    const { platform } = sandbox;
    const work = await askEnrichment(platform, domain(sandbox, 'quiet-heron.org'), CONNECTOR, 'user');
    await expect.poll(allComplete(sandbox), { timeout: 20_000 }).toBe(true);
    await platform.idle();
    expect(platform.works.find(work.id)?.errors).toEqual([]);
    const said = () => platform.works.find(work.id)?.messages.at(-1)?.message;
    await expect.poll(said, { timeout: 20_000 }).toContain('registrar Tern Names, Inc.');
    const counts = platform.counts();
    expect(counts).toMatchObject({
      entitiesByType: { 'domain-name': 2, identity: 3, note: 1 },
      relationshipsByType: { 'belongs-to': 1, 'related-to': 2 },
    });

    await askEnrichment(platform, domain(sandbox, 'quiet-heron.org'), CONNECTOR, 'user');
    await expect.poll(allComplete(sandbox), { timeout: 20_000 }).toBe(true);
    await platform.idle();
    expect(platform.counts()).toEqual(counts);
  });

  it('an automatic job, a playbook, one out of scope and one above the maximum TLP', { timeout: 60_000 }, async () => {
    const { sandbox } = await start(protocol, { CONNECTOR_AUTO: 'true' });
    const { platform } = sandbox;
    const red = { object_marking_refs: ['marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed'] };
    const secret = await askEnrichment(platform, domain(sandbox, 'secret.org', red), CONNECTOR, 'user');
    const malware = platform.graph.upsert({ type: 'malware', id: 'malware--1', name: 'M' });
    const outside = await askEnrichment(platform, malware, CONNECTOR, 'user');
    const [own] = await triggerEnrichments(platform, domain(sandbox, 'auto.org'), 'create', 'user');
    await sendPlaybookStep(platform, platform.registry.require(CONNECTOR), domain(sandbox, 'played.org'));

    await expect.poll(() => platform.playbookAnswers.length, { timeout: 20_000 }).toBe(1);
    await expect.poll(allComplete(sandbox), { timeout: 20_000 }).toBe(true);
    const said = (id = '') => platform.works.find(id)?.messages.at(-1)?.message;
    expect(said(secret.id)).toContain('marked TLP:RED, and the maximum is TLP:AMBER');
    expect(said(outside.id)).toContain('Malware is not in the scope');
    // Its counters may meet before it is ended with a sentence.
    await expect.poll(() => said(own?.id), { timeout: 20_000 }).toContain('auto.org, registrar');
    const { objects } = JSON.parse(platform.playbookAnswers[0]?.bundle ?? '') as { objects: { value?: string }[] };
    expect(objects.map(({ value }) => value)).toEqual(expect.arrayContaining(['played.org', 'ns1.tern.net']));
  });

  it('60 jobs, killed at random moments: each done, none twice visible', { timeout: 120_000 }, async () => {
    const { sandbox, connector } = await start(protocol, { CONNECTOR_JOBS_AT_ONCE: '5' });
    const { platform } = sandbox;
    let running = connector;
    for (let number = 0; number < 60; number++) {
      await askEnrichment(platform, domain(sandbox, `heron${number}.org`), CONNECTOR, 'user');
    }
    const uri = platform.registry.require(CONNECTOR).listen_callback_uri;
    const port: Record<string, string> = uri ? { CONNECTOR_LISTEN_PROTOCOL_API_PORT: new URL(uri).port } : {};
    for (let kill = 0; kill < 4 && !allComplete(sandbox)(); kill++) {
      await sleep(Math.random() * 300);
      running.child.kill('SIGKILL');
      await running.exited;
      running = await run(sandbox, protocol, { CONNECTOR_JOBS_AT_ONCE: '5', ...port });
    }
    await expect.poll(allComplete(sandbox), { timeout: 60_000 }).toBe(true);
    await platform.idle();
    expect(platform.works.all().flatMap(({ errors }) => errors)).toEqual([]);
    // Each domain and the name server; each owner, the registrar, the author.
    expect(platform.counts().entitiesByType).toEqual({ 'domain-name': 61, identity: 62, note: 60 });
  });
});

describe('the bundled file', () => {
  let file = '';
  beforeAll(async () => {
    file = await bundleConnector('whois');
  });

  function start(env: Record<string, string>, ...args: string[]) {
    const child = spawn(process.execPath, [file, ...args], {
      cwd: mkdtempSync(join(tmpdir(), 'opencti-connectors-e2e-')),
      env: { PATH: process.env.PATH ?? '', ...env },
    });
    let [out, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    return new Promise<{ code: number | null; out: string; errors: string }>((done) => {
      child.on('close', (code) => done({ code, out, errors }));
    });
  }

  test('--lookup prints a bundle without a platform, and whois-json works inside', async () => {
    const server = createTcpServer((socket) => socket.once('data', () => socket.end(readFileSync(GTLD))));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const env = { WHOIS_RDAP: 'false', WHOIS_WHOIS_SERVER: `127.0.0.1:${port}` };
    const { code, out, errors } = await start(env, '--lookup', 'quiet-heron-nest.com');
    server.close();
    expect({ code, errors }).toEqual({ code: 0, errors: expect.stringContaining('Source: whois://127.0.0.1.') });
    const { type, objects } = JSON.parse(out) as { type: string; objects: { name?: string; value?: string }[] };
    expect(type).toBe('bundle');
    const named = objects.map(({ name, value }) => name ?? value);
    expect(named).toEqual(
      expect.arrayContaining(['quiet-heron-nest.com', 'Quiet Heron Nest GmbH', 'ns2.tern-dns.net']),
    );
  });
  test('--lookup says what is wrong and ends with 1', async () => {
    const none = await start({}, '--lookup');
    expect(none).toMatchObject({ code: 1, errors: expect.stringContaining('--lookup example.org') });
    const gone = await start({ WHOIS_RDAP_SERVER: 'http://127.0.0.1:9/', WHOIS_WHOIS: 'false' }, '--lookup=heron.org');
    expect(gone).toMatchObject({ code: 1, out: '', errors: expect.stringContaining('cannot be reached') });
    const wrong = await start({ WHOIS_TIMEOUT: 'soon' }, '--lookup', 'heron.org');
    expect(wrong).toMatchObject({ code: 78, errors: expect.stringContaining('WHOIS_TIMEOUT') });
  });
  test.skipIf(!hasPeer)('the worker of the reference client takes what it makes', async () => {
    const { out } = await start({ WHOIS_RDAP_SERVER: rdapServer, WHOIS_WHOIS: 'false' }, '--lookup', 'heron.org');
    const { parts } = splitBundle(JSON.parse(out) as Parameters<typeof splitBundle>[0]);
    expect(parts.length).toBeGreaterThan(5);
    const peer = new Peer('split.py', {});
    const send = (part: (typeof parts)[number], index: number) =>
      peer.write(partMessage(part, index + 1, { applicantId: 'u' }).toString());
    parts.forEach(send);
    peer.child.stdin?.end();
    expect(await peer.said('accepted')).toEqual({ accepted: parts.length, refused: [] });
  });
});
