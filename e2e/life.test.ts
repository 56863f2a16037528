import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { afterEach, describe, expect, test } from 'vitest';
import { sandboxOnBroker } from './amqp-wires.ts';
import { brokerPlace, hasBroker } from './broker/vhost.ts';
import { attackFile, ConnectorProcess, freePort, page, settings } from './connector-process.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function sandboxAt(port = 0): Promise<Sandbox> {
  const sandbox = await startSandbox({ port, connectorToken: 'token-of-the-connector' });
  closers.push(() => sandbox.close());
  return sandbox;
}

function start(env: Record<string, string>, ...args: string[]): ConnectorProcess {
  const connector = new ConnectorProcess(env, args);
  closers.push(() => connector.child.kill('SIGKILL'));
  return connector;
}

const at = (sandbox: Sandbox, token = sandbox.platform.connectorToken) => ({ url: sandbox.url, token });

describe('a platform that cannot be used', () => {
  test('wrong token: stays up and not ready, one line, ends with 0 at SIGTERM; with --once it ends with 1', async () => {
    const sandbox = await sandboxAt();
    const port = await freePort();
    const env = { ...settings(at(sandbox, 'not-a-token'), attackFile(1)), CONNECTOR_METRICS_PORT: String(port) };

    const once = start({ ...env, CONNECTOR_METRICS_PORT: '0' }, '--once');
    const connector = start(env);
    const { attributes } = await connector.said('connector is not ready');

    expect(String(attributes?.reason)).toContain('AUTH_REQUIRED');
    expect(String(attributes?.reason)).toContain('OPENCTI_TOKEN is not accepted');
    await sleep(1_500);
    expect(connector.lines).toHaveLength(1);
    expect(await page(port, '/ready')).toMatchObject({ status: 503 });
    expect(await page(port, '/health')).toMatchObject({ status: 200 });
    expect(await connector.stop()).toBe(0);
    expect(await once.exited).toBe(1);
    expect(JSON.stringify([connector.lines, once.lines])).not.toContain('not-a-token');
  });

  test('missing capability: named, by the running process and by --check', async () => {
    const sandbox = await sandboxAt();
    const token = sandbox.platform.addUser('reader', ['APIACCESS_USETOKEN', 'KNOWLEDGE']);
    const env = settings(at(sandbox, token), attackFile(1));

    const connector = start(env);
    const check = start(env, '--check');
    const { attributes } = await connector.said('connector is not ready');

    expect(String(attributes?.reason)).toContain('lacks the capability CONNECTORAPI');
    expect(await check.exited).toBe(1);
    const missing = check.lines.map(({ attributes }) => attributes?.capability).filter(Boolean);
    expect(missing).toEqual(['CONNECTORAPI', 'MODULES', 'KNOWLEDGE_KNUPDATE']);
  });

  test('another server at the address is told apart', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end('<html>')).listen(0, '127.0.0.1');
    closers.push(() => server.close());
    await new Promise((done) => server.once('listening', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    const connector = start(settings({ url, token: 'token-of-a-user' }, attackFile(1)), '--once');

    expect(await connector.exited).toBe(1);
    expect(JSON.stringify(connector.lines)).toContain('does not answer like an OpenCTI platform; check OPENCTI_URL');
  });

  test('down at start: waits, registers and imports when it is there', async () => {
    const port = await freePort();
    const env = settings({ url: `http://127.0.0.1:${port}`, token: 'token-of-the-connector' }, attackFile(3));

    const connector = start(env);
    await connector.said('connector is not ready');
    await sleep(1_000);
    const sandbox = await sandboxAt(port);
    await connector.said('run finished');

    expect(sandbox.platform.counts().entitiesByType).toEqual({ tool: 3 });
    expect(await connector.stop()).toBe(0);
  });

  test('in trouble in the middle of a run: answers of 502 and 429 for a while lose nothing', async () => {
    const sandbox = await sandboxAt();
    const connector = start(settings(at(sandbox), attackFile(50)), '--once');
    await connector.said('connector registered');
    sandbox.platform.faults.push({ times: 2, status: 502, body: '' }, { times: 1, status: 429, body: {} });

    expect(await connector.exited).toBe(0);
    await sandbox.platform.idle();
    expect(sandbox.platform.counts().entitiesByType).toEqual({ tool: 50 });
    expect(sandbox.platform.works.all().map(({ status }) => status)).toEqual(['complete']);
  });
});

test('a source that is gone ends the work in error, says so, and with --once ends with 1', async () => {
  const sandbox = await sandboxAt();
  const connector = start(settings(at(sandbox), 'http://127.0.0.1:1/ics-attack.json'), '--once');

  expect(await connector.exited).toBe(1);
  const [work] = sandbox.platform.works.all();
  expect(work).toMatchObject({ status: 'complete' });
  expect(work?.errors[0]?.message).toBe('http://127.0.0.1:1/ics-attack.json cannot be reached (ECONNREFUSED)');
}, 60_000);

test.each<[string, number, string, string]>([
  ['is not found', 404, 'no', 'answers with HTTP 404'],
  ['is a page instead of data', 200, '<html>', 'is not complete JSON'],
  ['is cut off', 200, '{"type":"bundle","objects":[{"type":"tool"', 'is not complete JSON'],
])(
  'a data set that %s ends the work in error, with its address, and with --once ends with 1',
  async (_n, status, body, words) => {
    const server = createServer((_request, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1');
    closers.push(() => server.close());
    await new Promise((done) => server.once('listening', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ics-attack.json`;
    const sandbox = await sandboxAt();

    expect(await start(settings(at(sandbox), `${url}?key=hidden`), '--once').exited).toBe(1);

    const [work] = sandbox.platform.works.all();
    expect(work).toMatchObject({ status: 'complete' });
    expect(work?.errors[0]?.message).toBe(`${url} ${words}`);
  },
);

test('a file of 300 MB is refused in a sentence, at the memory of an idle connector', async () => {
  const file = attackFile(0);
  truncateSync(file, 300_000_000);
  const sandbox = await sandboxAt();
  const connector = start(settings(at(sandbox), file));
  await connector.said('run failed');
  const { VmHWM: peakKb } = Object.fromEntries(
    readFileSync(`/proc/${connector.child.pid}/status`, 'utf8')
      .split('\n')
      .map((line) => line.split(/:\s+|\s/)),
  );

  expect(await connector.stop()).toBe(0);

  expect(Number(peakKb) / 1024).toBeLessThan(200);
  expect(sandbox.platform.works.all()[0]?.errors[0]?.message).toBe(
    `${file} has 300000000 bytes, more than the limit of 268435456`,
  );
});

test('an objects list nested 100,000 levels deep, an object without id and a reference to nothing: the rest arrives', async () => {
  const file = attackFile(0);
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const id = (number: number) => `tool--00000000-0000-4000-8000-00000000000${number}`;
  const tool = `{"type":"tool","id":"${id(1)}","name":"Kept"}`;
  const relationship = `{"type":"relationship","id":"relationship--00000000-0000-4000-8000-000000000001",
    "relationship_type":"uses","source_ref":"${id(1)}","target_ref":"${id(9)}"}`;
  const nested = `{"type":"tool","id":"${id(2)}","name":"Nested","x":${deep}}`;
  writeFileSync(
    file,
    `{"type":"bundle","id":"b","objects":[${tool},{"type":"tool","name":"No id"},${nested},${relationship}]}`,
  );
  const sandbox = await sandboxAt();
  const connector = start(settings(at(sandbox), file), '--once');

  expect(await connector.exited).toBe(0);
  await sandbox.platform.idle();
  expect(sandbox.platform.counts().entitiesByType).toEqual({ tool: 1 });
  expect(connector.lines.find(({ message }) => message === 'release read')?.attributes?.left_out).toEqual({
    'object without type or id': 1,
    'object nested deeper than 50 levels': 1,
    'relationship uses: an end is not in the release': 1,
  });
  expect(sandbox.platform.rejected).toEqual([]);
});

test('a broker that is not there: not ready with its address and the settings that replace it; ends at SIGTERM', async () => {
  const sandbox = await sandboxAt();
  const port = String(await freePort());
  const broker = { CONNECTOR_QUEUE_PROTOCOL: 'amqp', MQ_HOST: '127.0.0.1', MQ_PORT: port };

  const connector = start({ ...settings(at(sandbox), attackFile(1)), ...broker });
  const { attributes } = await connector.said('connector is not ready');

  expect(String(attributes?.reason)).toContain(`the broker at 127.0.0.1:${port} cannot be reached`);
  expect(String(attributes?.reason)).toContain('MQ_HOST and MQ_PORT replace its address');
  expect(await connector.stop()).toBe(0);
  expect(sandbox.platform.works.all().map(({ status }) => status)).toEqual(['complete']);
});

test('a host that does not exist: waits as for one that is down, and names the setting', async () => {
  const connector = start(settings({ url: 'http://platform.invalid', token: 'a-token' }, attackFile(1)));

  const { attributes } = await connector.said('connector is not ready');

  expect(String(attributes?.reason)).toMatch(/platform\.invalid.*(ENOTFOUND|EAI_AGAIN)/);
  expect(await connector.stop()).toBe(0);
});

test('SIGTERM while a source says nothing ends the process at once', async () => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise((done) => server.once('listening', done));
  const sandbox = await sandboxAt();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ics-attack.json`;
  const connector = start(settings(at(sandbox), url));
  await connector.said('connector registered');
  await sleep(300);

  const stopped = Date.now();
  expect(await connector.stop()).toBe(0);

  expect(Date.now() - stopped).toBeLessThan(5_000);
});

describe('SIGTERM at random moments of an import: a restart completes it', () => {
  test.each([0, 1, 2, 3, 4, 5])('moment %i', async () => {
    const sandbox = await sandboxAt();
    const env = settings(at(sandbox), attackFile(20_000));
    const interrupted = start(env);
    await interrupted.said('connector registered');
    await sleep(Math.random() * 900);
    expect(await interrupted.stop()).toBe(0);

    const again = start(env, '--once');

    expect(await again.exited).toBe(0);
    await sandbox.platform.idle();
    expect(sandbox.platform.counts().entitiesByType).toEqual({ tool: 20_000 });
    expect(sandbox.platform.works.all().every(({ status }) => status === 'complete')).toBe(true);
    expect(sandbox.platform.rejected).toEqual([]);
  });
});

describe.skipIf(!hasBroker)('the same over the broker', () => {
  test.each([0, 1, 2])('moment %i', async () => {
    const sandbox = await sandboxOnBroker(await brokerPlace());
    closers.push(() => sandbox.close());
    const env = { ...settings(at(sandbox), attackFile(5_000)), CONNECTOR_QUEUE_PROTOCOL: 'amqp' };
    const interrupted = start(env);
    await interrupted.said('connector registered');
    await sleep(Math.random() * 900);
    expect(await interrupted.stop()).toBe(0);

    const again = start(env, '--once');

    expect(await again.exited).toBe(0);
    await sandbox.platform.idle();
    expect(sandbox.platform.counts().entitiesByType).toEqual({ tool: 5_000 });
    expect(sandbox.platform.works.all().filter(({ status }) => status !== 'complete')).toEqual([]);
    expect(sandbox.platform.rejected).toEqual([]);
  });
});

test('a second start on the same release sends nothing and opens no work; a reset makes it a first run again', async () => {
  const sandbox = await sandboxAt();
  const env = settings(at(sandbox), attackFile(2));
  for (let run = 0; run < 2; run++) expect(await start(env, '--once').exited).toBe(0);
  expect(sandbox.platform.works.all()).toHaveLength(1);

  sandbox.platform.registry.reset(env.CONNECTOR_ID ?? '');
  expect(await start(env, '--once').exited).toBe(0);

  expect(sandbox.platform.works.all()).toHaveLength(2);
});

test('health, readiness and metrics on one port, under the names of the reference', async () => {
  const sandbox = await sandboxAt();
  const port = await freePort();
  const own = { CONNECTOR_METRICS_PORT: String(port), CONNECTOR_EXPOSE_METRICS: 'true' };
  const env = { ...settings(at(sandbox), attackFile(2)), ...own };
  const connector = start(env);
  await connector.said('run finished');

  expect(await page(port, '/ready')).toMatchObject({ status: 200 });
  const { text } = await page(port, '/metrics');
  expect(text).toMatch(/^bundles_sent_total 2$/m);
  expect(text).toMatch(/^runs_total 1$/m);
  expect(await start({ ...env }, '--healthcheck').exited).toBe(0);
  await connector.stop();
  expect(await start({ ...env }, '--healthcheck').exited).toBe(1);
});

test('--dry reads and maps, and leaves nothing on the platform', async () => {
  const sandbox = await sandboxAt();
  const connector = start(settings(at(sandbox), attackFile(3)), '--dry');

  const { attributes } = await connector.said('dry run: nothing is sent');

  expect(attributes).toMatchObject({ parts: 3, by_type: { tool: 3 } });
  expect(await connector.exited).toBe(0);
  expect(sandbox.platform.works.all()).toEqual([]);
  expect(sandbox.platform.counts().entitiesByType.Tool).toBeUndefined();
  expect(sandbox.platform.registry.all()).toEqual([]);
});
