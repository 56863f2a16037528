/** `octc run`, `status`, `reset`, `replay`, `describe` and `sandbox`, on a sandbox and through standard output alone. */
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sandboxOnBroker } from '../amqp-wires.ts';
import { brokerPlace, hasBroker } from '../broker/vhost.ts';
import { FEED, OCTC, octc, TEMPLATE } from './octc.ts';

// Each command is a process of its own: on a busy machine several of them take their time.
vi.setConfig({ testTimeout: 180_000 });

const ID = '4c0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d44';
const IMPORT = TEMPLATE('external-import');
let sandbox: Sandbox;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  sandbox = await startSandbox();
  closers.push(() => sandbox.close());
});
afterAll(async () => {
  for (const close of closers) await close();
});

function env(more: Readonly<Record<string, string>> = {}, at = sandbox) {
  return {
    OPENCTI_URL: at.url,
    OPENCTI_TOKEN: at.platform.connectorToken,
    CONNECTOR_ID: ID,
    CONNECTOR_QUEUE_PROTOCOL: 'api',
    CONNECTOR_METRICS_PORT: '0',
    EXAMPLE_FEED_URL: FEED,
    ...more,
  };
}

const asAdmin = (at = sandbox) => ({ OPENCTI_TOKEN: at.platform.adminToken });

describe('run', () => {
  test('--dry sends nothing and sums up what it would have sent', async () => {
    const { code, stdout, stderr } = await octc(['run', IMPORT, '--dry', '--json'], env());

    expect({ code, ...JSON.parse(stdout) }).toEqual({
      code: 0,
      connector: 'example-feed',
      bundles: 1,
      parts: 8,
      byType: { indicator: 2, malware: 2, relationship: 2, identity: 1, 'marking-definition': 1 },
    });
    expect(stderr).toContain('"message":"dry run: nothing is sent"');
    expect(sandbox.platform.works.all()).toEqual([]);
    expect((await octc(['run', IMPORT, '--dry'], env())).stdout).toMatch(
      /Would have been sent: 8 objects in 1 bundle\n/,
    );
  });

  test('--once runs once; its exit code is that of the connector', async () => {
    const done = await octc(['run', IMPORT, '--once'], env());
    const failed = await octc(['run', IMPORT, '--once'], env({ EXAMPLE_FEED_URL: '/nowhere/feed.json' }));
    const wrong = await octc(['run', IMPORT, '--once'], env({ EXAMPLE_FEED_MIN_SCORE: 'much' }));

    expect([done.code, failed.code, wrong.code]).toEqual([0, 1, 78]);
    expect(
      done.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).message),
    ).toContain('run finished');
    expect(wrong.stderr).toContain('EXAMPLE_FEED_MIN_SCORE');
  });

  test('SIGTERM is handed on, and waited for', async () => {
    const child = spawn(process.execPath, [...OCTC, 'run', IMPORT], {
      env: { PATH: process.env.PATH ?? '', ...env() },
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await expect.poll(() => said, { timeout: 60_000 }).toContain('connector registered');
    child.kill('SIGTERM');

    expect(await new Promise((done) => child.once('close', done))).toBe(0);
    expect(said).toContain('connector stopped');
  });
});

describe('status', () => {
  test('names connectors, what waits for them, and works with progress and errors', async () => {
    const { code, stdout } = await octc(['status', '--json'], env());

    const [connector] = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(connector).toMatchObject({ id: ID, name: 'Example feed', active: true, waiting: { messages: 0, bytes: 0 } });
    expect(connector.works).toEqual([
      expect.objectContaining({ status: 'complete', errors: [expect.stringContaining('/nowhere/feed.json')] }),
      expect.objectContaining({ status: 'complete', expected: 8, processed: 8, errors: [] }),
    ]);
    expect((await octc(['status', 'feed'], env())).stdout).toMatch(
      /● Example feed +external import +active +0 messages waiting.*8\/8 {2}complete/s,
    );
  });

  test('needs MODULES and says so; a name that fits none is named with those that there are', async () => {
    const token = sandbox.platform.addUser('nobody', ['APIACCESS_USETOKEN']);
    const refused = await octc(['status'], env({ OPENCTI_TOKEN: token }));
    const unknown = await octc(['status', 'whois'], env());
    const missing = await octc(['status'], {});

    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('lacks the capability MODULES') });
    expect(unknown).toMatchObject({
      code: 2,
      stderr: 'The platform knows no connector "whois". It knows: Example feed\n',
    });
    expect(missing).toMatchObject({ code: 78, stderr: expect.stringMatching(/^OPENCTI_URL: found nothing/) });
  });
});

describe('reset', () => {
  test('needs MODULES_MODMANAGE and says so, before anything else', async () => {
    const token = sandbox.platform.addUser('reader', ['APIACCESS_USETOKEN', 'MODULES']);
    const { code, stderr } = await octc(['reset', '--yes'], env({ OPENCTI_TOKEN: token }));

    expect(code).toBe(1);
    expect(stderr).toContain(
      'A reset needs the capability MODULES_MODMANAGE, which reader, the user of OPENCTI_TOKEN, does not have.',
    );
    expect(sandbox.platform.registry.find(ID)?.connector_state).not.toBe('');
  });

  test('asks, and without somebody to answer does nothing', async () => {
    const { code, stdout, stderr } = await octc(['reset'], env(asAdmin()));

    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'Nobody is there to answer: say --yes to reset without a question.\n',
    });
    expect(stdout).toMatch(/state +\{.*last_start.*\}\n +messages +0/);
    expect(sandbox.platform.registry.find(ID)?.connector_state).toContain('last_start');
  });

  test('--yes empties the state', async () => {
    const { code, stdout } = await octc(['reset', 'Example', '--yes', '--json'], env(asAdmin()));

    expect({ code, ...JSON.parse(stdout) }).toMatchObject({
      code: 0,
      id: ID,
      purged: { messages: 0 },
      waiting: { messages: 0 },
    });
    expect(sandbox.platform.registry.find(ID)).toMatchObject({ connector_state: '', connector_state_reset: true });
  });

  test.skipIf(!hasBroker)('deletes what is on the queues, and says how much', async () => {
    const onBroker = await sandboxOnBroker(await brokerPlace());
    closers.push(() => onBroker.close());
    const { platform } = onBroker;
    const flags = { scope: ['text/plain'], type: 'INTERNAL_IMPORT_FILE', enrichment_resolution: 'none' };
    platform.registry.register({ id: ID, name: 'Slow importer', ...flags }, 'user');
    const registered = platform.registry.require(ID);
    await platform.wire.declare(registered);
    // Nobody listens: the jobs wait.
    for (const name of ['a.txt', 'b.txt', 'c.txt']) await platform.jobs.uploadAndImport(name, 'x', 'text/plain');
    const settings = env(asAdmin(onBroker), onBroker);
    const waiting = async () => JSON.parse((await octc(['status', '--json'], settings)).stdout)[0].waiting.messages;
    await expect.poll(waiting, { timeout: 60_000, interval: 500 }).toBe(3);

    const { stdout } = await octc(['reset', '--yes'], settings);

    expect(stdout).toContain('The state of Slow importer is empty, 3 messages were deleted.');
    expect(stdout).toContain('3 of its works are still open');
    await expect.poll(waiting, { timeout: 60_000, interval: 500 }).toBe(0);
  });
});

describe('replay', () => {
  const folder = mkdtempSync(join(tmpdir(), 'octc-replay-'));
  const letter = (number: number) => {
    const data = {
      type: 'domain-name',
      id: `domain-name--00000000-0000-5000-8000-00000000000${number}`,
      value: 'a.example',
    };
    const text = JSON.stringify({ version: '4', type: 'create', scope: 'external', message: '', origin: {}, data });
    return `${JSON.stringify({ id: `1700000000000-${number}`, type: 'create', reason: 'refused', at: '', text })}\n`;
  };

  test('delivers dead letters once more, and says how many', async () => {
    let status = 422;
    const server = createServer(
      (request, response) => void request.resume().on('end', () => response.writeHead(status).end()),
    );
    closers.push(() => server.close());
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    writeFileSync(join(folder, 'dead-letters.ndjson'), letter(1) + letter(2));
    const settings = env({
      EXAMPLE_FORWARDER_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      EXAMPLE_FORWARDER_DATA_DIR: folder,
      CONNECTOR_LIVE_STREAM_ID: sandbox.platform.streams.add({ stream_live: true }).id,
    });
    const replay = async () => {
      const { code, stdout } = await octc(['replay', TEMPLATE('stream'), '--json'], settings);
      return { code, ...JSON.parse(stdout) };
    };

    expect(await replay()).toEqual({ code: 1, connector: 'example-forwarder', ok: false, delivered: 0, left: 2 });
    status = 204;
    expect(await replay()).toEqual({ code: 0, connector: 'example-forwarder', ok: true, delivered: 2, left: 0 });
  });

  test('is for connectors that keep them', async () => {
    expect(await octc(['replay', IMPORT], env())).toMatchObject({
      code: 2,
      stderr: 'example-feed keeps no dead letters: only connectors of live streams with a data folder do.\n',
    });
  });
});

test('describe gives everything that can be said, in each form', async () => {
  const describeAs = async (form: string) => (await octc(['describe', IMPORT, '--as', form])).stdout;
  const all = JSON.parse((await octc(['describe', IMPORT, '--json'])).stdout);

  expect(all.settings.map(({ variable }: { variable: string }) => variable)).toContain('EXAMPLE_FEED_URL');
  expect(all.schema.required).toContain('EXAMPLE_FEED_URL');
  expect(all.manifest).toMatchObject({ slug: 'example-feed', container_type: 'EXTERNAL_IMPORT' });
  expect(await describeAs('compose')).toBe(`${all.compose}\n`);
  expect(JSON.parse(await describeAs('schema'))).toEqual(all.schema);
  expect(JSON.parse(await describeAs('manifest'))).toEqual(all.manifest);
  expect(await describeAs('markdown')).toMatch(/^\| Variable +\| Type/);
  expect(await describeAs('settings')).toMatch(/EXAMPLE_FEED_URL +required +text/);
});

test('sandbox says what a connector needs, and ends well', async () => {
  const child = spawn(process.execPath, [...OCTC, 'sandbox', '--port', '0', '--json'], {
    env: { PATH: process.env.PATH ?? '' },
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await expect.poll(() => said, { timeout: 60_000 }).toMatch(/\}\n\}\n$/);
  const { settings } = JSON.parse(said);

  expect((await octc(['check', IMPORT], { ...settings, CONNECTOR_ID: ID, EXAMPLE_FEED_URL: FEED })).code).toBe(0);
  child.kill('SIGTERM');
  expect(await new Promise((done) => child.once('close', done))).toBe(0);
});

describe('what is not understood ends with 2, in words', () => {
  test.each([
    [['frobnicate'], "error: unknown command 'frobnicate'"],
    [['check', 'nobody'], 'There is no connector "nobody".'],
    [['check'], 'This folder holds no connector (no src/connector.ts).'],
    [['describe', '--as', 'poem'], 'Allowed choices are settings, markdown, schema, manifest, compose.'],
    [['--settings', '/nowhere/.env', 'status'], '/nowhere/.env cannot be read (ENOENT).'],
    [['sandbox', '--port', 'x'], '--port x is no port.'],
  ])('%j', async (args, words) => {
    expect(await octc(args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(words) });
  });

  test('help is no failure, and names the exit codes', async () => {
    const { code, stdout } = await octc(['--help']);

    expect(code).toBe(0);
    for (const exit of ['0 ', '1 ', '2 ', '78', '130']) expect(stdout).toMatch(new RegExp(`^ +${exit} +\\w`, 'm'));
  });
});

test('settings are read from a file too, below what is set', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'octc-env-')), '.env');
  writeFileSync(file, `OPENCTI_URL=http://127.0.0.1:1\nEXAMPLE_FEED_MIN_SCORE=70\n`);
  const { stdout } = await octc(['--settings', file, 'check', IMPORT, '--json'], env());

  const shown = new Map(
    JSON.parse(stdout).settings.map(({ variable, value }: { variable: string; value: string }) => [variable, value]),
  );
  expect([shown.get('OPENCTI_URL'), shown.get('EXAMPLE_FEED_MIN_SCORE')]).toEqual([sandbox.url, '70']);
});
