/** The stream listener as a process: events arrive whatever happens, and what goes wrong is said. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { connect } from 'amqplib';
import { afterEach, describe, expect, test } from 'vitest';
import { sandboxOnBroker } from './amqp-wires.ts';
import { brokerPlace, hasBroker } from './broker/vhost.ts';
import type { ConnectorProcess } from './connector-process.ts';
import { freePort, page } from './connector-process.ts';
import {
  addDomains,
  LISTENER,
  linesIn,
  openCollection,
  type ReceivedEvent,
  Receiver,
  startListener,
  temporaryFolder,
} from './stream-place.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function sandboxOf(protocol: 'amqp' | 'api' = 'api'): Promise<Sandbox> {
  const sandbox = protocol === 'amqp' ? await sandboxOnBroker(await brokerPlace()) : await startSandbox({ port: 0 });
  closing.push(() => sandbox.close());
  return sandbox;
}

async function receiver(port = 0): Promise<Receiver> {
  const made = await new Receiver().open(port);
  closing.push(() => made.close());
  return made;
}

type Own = Readonly<Record<string, string>>;

async function start(
  sandbox: Sandbox,
  id: string,
  own: Own,
  more: Own = {},
  args: string[] = [],
): Promise<ConnectorProcess> {
  const token = sandbox.platform.connectorToken;
  const listener = startListener({ url: sandbox.url, token }, id, own, more, args);
  closing.push(() => listener.child.kill('SIGKILL'));
  return listener;
}

async function open(...given: Parameters<typeof start>): Promise<ConnectorProcess> {
  const listener = await start(...given);
  await listener.said('live stream is open');
  return listener;
}

const hook = ({ url }: Receiver): Own => ({ SINK: 'webhook', WEBHOOK_URL: url, BATCH_WAIT: 'PT0.05S' });
const values = (events: readonly { data: { value?: string } }[]) => events.map(({ data }) => data.value);
const domains = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `d${from + index}.example`);

describe.each([['amqp'], ['api']] as const)('feedback over %s', (protocol) => {
  const it = test.skipIf(protocol === 'amqp' && !hasBroker);

  it('events reach a file; what goes back does not come round again', async () => {
    const sandbox = await sandboxOf(protocol);
    const folder = temporaryFolder();
    const own = { SINK: 'file', FILE_FOLDER: folder, FEEDBACK: 'reference,label', NAME: 'Archive' };
    const listener = await open(sandbox, openCollection(sandbox), own, { CONNECTOR_QUEUE_PROTOCOL: protocol });
    sandbox.platform.graph.upsert({
      type: 'malware',
      id: 'malware--1',
      name: 'Heron',
      is_family: true,
      confidence: 80,
    });
    addDomains(sandbox, 20);

    const heron = () => [...sandbox.platform.objects()].find(({ type }) => type === 'malware')?.properties;
    await expect.poll(() => heron()?.labels, { timeout: 20_000 }).toEqual(['sent:archive']);
    expect(heron()?.external_references).toMatchObject([{ source_name: 'Archive' }]);
    await sleep(2_000);
    expect(await listener.stop()).toBe(0);

    const events = linesIn(folder).filter(({ data }) => data.type !== 'label');
    expect(events.map(({ event }) => event)).toEqual(Array(21).fill('create'));
    expect(
      sandbox.platform.works.all().every(({ status, errors }) => status === 'complete' && errors.length === 0),
    ).toBe(true);
  }, 60_000);
});

test('stdout: a line for each event, told from the log by having no level', async () => {
  const sandbox = await sandboxOf();
  const listener = await open(sandbox, openCollection(sandbox), { SINK: 'stdout' });
  addDomains(sandbox, 20);

  const events = () => (listener.lines as unknown as ReceivedEvent[]).filter((line) => !('level' in line));
  await expect.poll(() => events().length, { timeout: 20_000 }).toBe(20);

  expect(values(events())).toEqual(domains(20));
});

test('webhook: signed, and the answer makes sightings, references and dead letters', async () => {
  const sandbox = await sandboxOf();
  const hooked = await receiver();
  hooked.answer = (events) => ({
    status: 200,
    body: {
      results: events.map(({ data }) => ({
        id: data.id,
        status: data.value === 'd3.example' ? 'rejected' : 'accepted',
        reason: 'too old',
        external_id: `case-${data.value}`,
        ...(data.value === 'd4.example' ? { sightings: [{ count: 3, first_seen: '2026-01-01T00:00:00Z' }] } : {}),
      })),
    },
  });
  const dataDir = temporaryFolder();
  const own = {
    ...hook(hooked),
    WEBHOOK_SIGNATURE: 'a shared secret',
    DATA_DIR: dataDir,
    FEEDBACK: 'note,sighting,reference',
  };
  await open(sandbox, openCollection(sandbox), own);
  addDomains(sandbox, 6);

  await expect
    .poll(() => sandbox.platform.counts().entitiesByType, { timeout: 20_000 })
    .toMatchObject({ sighting: 1, note: 1 });
  const [request] = hooked.requests;
  const [, time, digest] = /t=(\d+),v1=(\w+)/.exec(String(request?.headers['x-opencti-signature'])) ?? [];
  expect(digest).toBe(createHmac('sha256', 'a shared secret').update(`${time}.${request?.body}`).digest('hex'));
  const letter = JSON.parse(readFileSync(join(dataDir, 'dead-letters.ndjson'), 'utf8')) as {
    reason: string;
    text: string;
  };
  expect(letter.reason).toBe('too old');
  expect(JSON.parse(letter.text).data.value).toBe('d3.example');
}, 60_000);

test('the receiver is away for a while: not ready, then everything arrives', async () => {
  const sandbox = await sandboxOf();
  const port = await freePort();
  const own = { SINK: 'webhook', WEBHOOK_URL: `http://127.0.0.1:${port}/hook`, BATCH_WAIT: 'PT0.05S' };
  const listener = await open(sandbox, openCollection(sandbox), own);
  addDomains(sandbox, 500);
  const { attributes } = await listener.said('connector is not ready');
  expect(attributes?.reason).toBe('STREAM_LISTENER_WEBHOOK_URL cannot be reached (ECONNREFUSED)');

  const hooked = await receiver(port);
  await expect.poll(() => new Set(values(hooked.events)).size, { timeout: 20_000 }).toBe(500);
  await listener.said('connector is ready again');
}, 60_000);

test('readiness and metrics tell of the receiver and how far behind it is', async () => {
  const sandbox = await sandboxOf();
  const [hookPort, metricsPort] = [await freePort(), await freePort()];
  const own = { SINK: 'webhook', WEBHOOK_URL: `http://127.0.0.1:${hookPort}/hook`, BATCH_WAIT: 'PT0.05S' };
  const more = { CONNECTOR_METRICS_PORT: String(metricsPort), CONNECTOR_EXPOSE_METRICS: 'true' };
  const listener = await open(sandbox, openCollection(sandbox), { ...own, EXCLUDE_TYPES: 'Malware' }, more);
  addDomains(sandbox, 50);
  sandbox.platform.graph.upsert({ type: 'malware', id: 'malware--1', name: 'Heron', is_family: true });
  await listener.said('connector is not ready');
  const ready = await page(metricsPort, '/ready');
  expect([ready.status, ready.text]).toEqual([503, expect.stringContaining('cannot be reached (ECONNREFUSED)')]);
  expect((await page(metricsPort, '/health')).status).toBe(200);
  const hooked = await receiver(hookPort);
  await expect.poll(() => hooked.events.length, { timeout: 20_000 }).toBe(50);
  const counted = async (name: string) =>
    Number(new RegExp(`^${name} (\\S+)`, 'm').exec((await page(metricsPort, '/metrics')).text)?.[1]);
  await expect.poll(() => counted('stream_events_delivered_total'), { timeout: 10_000 }).toBe(50);
  await expect.poll(() => counted('stream_events_filtered_total'), { timeout: 10_000 }).toBe(1);
  await expect.poll(() => counted('stream_events_read_total'), { timeout: 10_000 }).toBe(51);
  expect(await counted('stream_retries_total')).toBeGreaterThan(0);
  await expect.poll(() => counted('stream_lag_seconds'), { timeout: 10_000 }).toBeLessThan(60);
  expect((await page(metricsPort, '/ready')).status).toBe(200);
}, 60_000);

test('a dry run says what would be delivered, and leaves receiver and position alone', async () => {
  const sandbox = await sandboxOf();
  const hooked = await receiver();
  const dry = await start(sandbox, openCollection(sandbox), hook(hooked), {}, ['--dry']);
  await dry.said('live stream is open');
  addDomains(sandbox, 3);
  const { attributes } = await dry.said('dry run: event would be delivered');
  expect(attributes).toMatchObject({ event: 'create', event_id: expect.stringMatching(/^\d+-\d+$/) });
  expect(await dry.stop()).toBe(0);
  expect(hooked.requests).toEqual([]);
  expect(stateOf(sandbox)).not.toContain('start_from');
}, 60_000);

test('killed in the middle, again and again: nothing is missing after the restart', async () => {
  const sandbox = await sandboxOf();
  const hooked = await receiver();
  const id = openCollection(sandbox);
  const own = { ...hook(hooked), BATCH_EVENTS: '20' };
  for (let round = 0; round < 4; round++) {
    const listener = await open(sandbox, id, own);
    if (round === 0) await expect.poll(() => stateOf(sandbox), { timeout: 15_000 }).toContain('start_from');
    addDomains(sandbox, 300, round * 300);
    const before = hooked.events.length;
    await expect.poll(() => hooked.events.length, { timeout: 15_000 }).toBeGreaterThan(before + 20);
    listener.child.kill('SIGKILL');
    await listener.exited;
  }
  await open(sandbox, id, own);
  await expect.poll(() => new Set(values(hooked.events)).size, { timeout: 20_000 }).toBe(1_200);
}, 90_000);

const stateOf = (sandbox: Sandbox) => sandbox.platform.registry.find(LISTENER)?.connector_state ?? '';

test('SIGTERM: what is in hand is delivered, the position is stored, and the next process goes on after it', async () => {
  const sandbox = await sandboxOf();
  const id = openCollection(sandbox);
  const folder = temporaryFolder();
  const own = { SINK: 'file', FILE_FOLDER: folder, FILE_GZIP: 'false' };
  const first = await open(sandbox, id, own);
  addDomains(sandbox, 2_000);
  await expect.poll(() => linesIn(folder).length, { timeout: 15_000 }).toBeGreaterThan(0);
  const stopped = Date.now();
  expect(await first.stop()).toBe(0);
  expect(Date.now() - stopped).toBeLessThan(10_000);
  addDomains(sandbox, 100, 2_000);
  const second = await open(sandbox, id, own);
  await expect.poll(() => linesIn(folder).length, { timeout: 15_000 }).toBe(2_100);
  expect(await second.stop()).toBe(0);
  expect(values(linesIn(folder))).toEqual(domains(2_100));
}, 60_000);

test('a refused event is a dead letter, and --replay delivers it when the receiver takes it', async () => {
  const sandbox = await sandboxOf();
  const hooked = await receiver();
  hooked.answer = (events) => ({ status: values(events).includes('d7.example') ? 422 : 200 });
  const id = openCollection(sandbox);
  const dataDir = temporaryFolder();
  const listener = await open(sandbox, id, { ...hook(hooked), DATA_DIR: dataDir });
  addDomains(sandbox, 20);
  const { attributes } = await listener.said('event refused, kept as a dead letter');
  expect(attributes?.reason).toBe('the webhook answers with HTTP 422');
  await expect.poll(() => hooked.events.length, { timeout: 10_000 }).toBe(19);
  expect(await listener.stop()).toBe(0);

  const again = await start(sandbox, id, { ...hook(hooked), DATA_DIR: dataDir }, {}, ['--replay']);
  expect(await again.exited).toBe(1);
  hooked.answer = () => ({ status: 200 });
  const replay = await start(sandbox, id, { ...hook(hooked), DATA_DIR: dataDir }, {}, ['--replay']);
  expect(await replay.exited).toBe(0);
  expect((await replay.said('dead letters replayed')).attributes).toMatchObject({ delivered: 1, left: 0 });
  expect(values(hooked.events)).toContain('d7.example');
}, 60_000);

test('without a folder, a refused event stops the delivery and says what to set', async () => {
  const sandbox = await sandboxOf();
  const hooked = await receiver();
  hooked.answer = () => ({ status: 400 });
  const listener = await open(sandbox, openCollection(sandbox), hook(hooked));
  addDomains(sandbox, 1);
  const { attributes } = await listener.said('connector is not ready');
  expect(String(attributes?.reason)).toContain('set STREAM_LISTENER_DATA_DIR to a folder');
  expect(await listener.stop()).toBe(0);
  expect(JSON.parse(stateOf(sandbox)).start_from).not.toBe(sandbox.platform.changes.log.lastId);
}, 40_000);

test('events that the platform has dropped are said, and read from the database', async () => {
  const sandbox = await sandboxOf();
  const id = openCollection(sandbox);
  const folder = temporaryFolder();
  const own = { SINK: 'file', FILE_FOLDER: folder };
  const first = await open(sandbox, id, own);
  addDomains(sandbox, 10);
  await expect.poll(() => linesIn(folder).length, { timeout: 15_000 }).toBe(10);
  expect(await first.stop()).toBe(0);
  await sleep(50);
  addDomains(sandbox, 10, 10);
  await sleep(5);
  sandbox.platform.changes.log.trim(2);
  const second = await start(sandbox, id, own);
  await second.said(
    'events are gone from the stream: what changed is read from the database, deletions cannot be known',
  );
  await expect.poll(() => new Set(values(linesIn(folder))).size, { timeout: 15_000 }).toBe(20);
}, 60_000);

test('from the beginning and --once: everything, then the end', async () => {
  const sandbox = await sandboxOf();
  addDomains(sandbox, 30);
  sandbox.platform.changes.log.trim(5);
  const folder = temporaryFolder();
  const more = { CONNECTOR_LIVE_STREAM_START_TIMESTAMP: '0' };
  const own = { SINK: 'file', FILE_FOLDER: folder };
  const listener = await start(sandbox, openCollection(sandbox), own, more, ['--once']);
  expect(await listener.exited).toBe(0);
  expect(new Set(values(linesIn(folder)))).toEqual(new Set(domains(30)));
}, 40_000);

test('two processes with one id: one delivers, the other stands by', async () => {
  const sandbox = await sandboxOf();
  const hooked = await receiver();
  const id = openCollection(sandbox);
  const listeners = [await open(sandbox, id, hook(hooked)), await open(sandbox, id, hook(hooked))];
  addDomains(sandbox, 10);
  const says = 'another process with this connector id follows the stream: this one has stopped delivering';
  const isStandingBy = () => listeners.filter(({ lines }) => lines.some(({ message }) => message === says)).length;
  await expect.poll(isStandingBy, { timeout: 20_000 }).toBe(1);
  const before = hooked.events.length;
  addDomains(sandbox, 10, 10);
  await expect.poll(() => hooked.events.length, { timeout: 10_000 }).toBe(before + 10);
  await sleep(1_000);
  expect(hooked.events.length).toBe(before + 10);
}, 60_000);

describe('what is refused is said by name', () => {
  const file = () => ({ SINK: 'file', FILE_FOLDER: temporaryFolder() });

  async function reason(sandbox: Sandbox, id: string, token = sandbox.platform.connectorToken): Promise<string> {
    const listener = startListener({ url: sandbox.url, token }, id, file());
    closing.push(() => listener.child.kill('SIGKILL'));
    const { attributes } = await listener.said('connector is not ready');
    expect(await listener.stop()).toBe(0);
    return String(attributes?.reason);
  }

  test('stopped, unknown, forbidden, everything, raw, missing capability, wrong token', async () => {
    const sandbox = await sandboxOf();
    const { platform } = sandbox;
    const reader = platform.addUser('reader', ['APIACCESS_USETOKEN', 'CONNECTORAPI', 'MODULES', 'KNOWLEDGE_KNUPDATE']);
    const members = [{ id: 'somebody-else', access_right: 'view' }];
    const reasons: string[] = [];
    for (const [id, token] of [
      [openCollection(sandbox, { stream_live: false })],
      ['0f179612-799a-46b9-a180-b6b8b086979c'],
      [openCollection(sandbox, { name: 'For others', members })],
      ['live'],
      ['raw'],
      [openCollection(sandbox), reader],
      [openCollection(sandbox), 'not-a-token'],
    ] as const) {
      reasons.push(await reason(sandbox, id, token));
    }
    expect(reasons[0]).toContain('is stopped; start it under Data sharing');
    expect(reasons[1]).toContain('there is no live stream 0f179612');
    expect(reasons[1]).toContain('check CONNECTOR_LIVE_STREAM_ID');
    expect(reasons[2]).toContain('may not follow live stream For others');
    expect(reasons[3]).toContain('or a user with the capability BYPASS');
    expect(reasons[4]).toContain('no platform serves CONNECTOR_LIVE_STREAM_ID=raw');
    expect(reasons[5]).toContain('lacks the capability TAXIIAPI');
    expect(reasons[6]).toContain('OPENCTI_TOKEN is not accepted');
  }, 60_000);

  test('bad settings: all at once, exit code 78', async () => {
    const own = { SINK: 'webhook', WEBHOOK_AUTH: 'oauth2', MAX_TLP: 'TLP:PINK', EVENTS: 'create,move' };
    const more = { CONNECTOR_LIVE_STREAM_RECOVER_ISO_DATE: 'yesterday' };
    const listener = startListener({ url: 'http://127.0.0.1:1', token: 'a-token' }, 'ChangeMe', own, more);
    expect(await listener.exited).toBe(78);
    for (const name of [
      'CONNECTOR_LIVE_STREAM_RECOVER_ISO_DATE',
      'STREAM_LISTENER_MAX_TLP',
      'STREAM_LISTENER_EVENTS',
    ]) {
      expect(listener.errors).toContain(name);
    }
    const needed = startListener({ url: 'http://127.0.0.1:1', token: 'a-token' }, 'ChangeMe', {
      SINK: 'webhook',
      WEBHOOK_AUTH: 'oauth2',
    });
    expect(await needed.exited).toBe(78);
    for (const name of ['URL', 'SECRET', 'USER', 'TOKEN_URL'])
      expect(needed.errors).toContain(`STREAM_LISTENER_WEBHOOK_${name}`);
    expect(needed.errors).toContain('CONNECTOR_LIVE_STREAM_ID');
  }, 30_000);
});

test('a stream that is stopped is followed again when it is started', async () => {
  const sandbox = await sandboxOf();
  const folder = temporaryFolder();
  const id = openCollection(sandbox);
  const listener = await open(sandbox, id, { SINK: 'file', FILE_FOLDER: folder });
  const collection = sandbox.platform.streams.find(id);
  if (!collection) throw new Error('no collection');
  collection.stream_live = false;
  addDomains(sandbox, 5);
  await expect
    .poll(() => listener.lines.some(({ attributes }) => String(attributes?.reason).includes('is stopped')), {
      timeout: 20_000,
    })
    .toBe(true);
  collection.stream_live = true;
  await expect.poll(() => values(linesIn(folder)).length, { timeout: 45_000 }).toBe(5);
}, 80_000);

test.skipIf(!hasBroker)(
  'amqp: each event is a confirmed message, in order',
  async () => {
    const { amqpUrl } = await brokerPlace();
    const connection = await connect(amqpUrl);
    closing.push(() => connection.close());
    const channel = await connection.createChannel();
    await channel.assertQueue('changes');
    const sandbox = await sandboxOf();
    const own = { SINK: 'amqp', AMQP_URL: amqpUrl, AMQP_ROUTING_KEY: 'changes', FORMAT: 'object' };
    await open(sandbox, openCollection(sandbox), own);
    const received: { event_id: string; object: { value: string } }[] = [];
    await channel.consume('changes', (message) => {
      if (message) received.push(JSON.parse(message.content.toString('utf8')));
    });
    addDomains(sandbox, 200);
    await expect.poll(() => received.length, { timeout: 15_000 }).toBe(200);
    expect(received.map(({ object }) => object.value)).toEqual(domains(200));
  },
  40_000,
);
