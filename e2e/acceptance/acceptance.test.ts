/** The acceptance run as a person starts it, against the sandbox: it finds everything in order and leaves nothing behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { afterEach, describe, expect, test } from 'vitest';
import { sandboxOnBroker } from '../amqp-wires.ts';
import { brokerPlace, hasBroker } from '../broker/vhost.ts';
import { hasPeer, Peer } from '../peer/python.ts';
import type { Report } from './accept.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const LONG_MS = 240_000;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function sandboxFor(protocol: 'AMQP' | 'HTTP', version?: '6.7.5'): Promise<Sandbox> {
  const sandbox =
    protocol === 'AMQP'
      ? await sandboxOnBroker(await brokerPlace())
      : await startSandbox({ port: 0, callbackRetryMs: 200, ...(version ? { version } : {}) });
  closing.push(() => sandbox.close());
  return sandbox;
}

class Acceptance {
  readonly child: ChildProcess;
  out = '';
  errors = '';
  readonly exited: Promise<unknown[]>;

  constructor(sandbox: Sandbox, ...args: string[]) {
    const token = args.includes('--token') ? [] : ['--token', sandbox.platform.adminToken];
    const tokens = [...token, '--connector-token', sandbox.platform.connectorToken];
    const options = ['--url', sandbox.url, ...tokens, '--json', ...args];
    this.child = spawn(process.execPath, ['--conditions=@opencti-connectors/source', MAIN, ...options], {
      env: { PATH: process.env.PATH ?? '' },
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
    this.exited = once(this.child, 'close');
    closing.push(async () => this.child.kill('SIGKILL'));
  }

  async ended(): Promise<Report & { code: unknown }> {
    const [code] = await this.exited;
    return { ...(JSON.parse(this.out) as Report), code };
  }
}

/** Everything that a run could leave behind; markings are the platform's own. */
function traces({ platform }: Sandbox) {
  const objects = [...platform.objects()].filter(({ type, builtIn }) => !builtIn && type !== 'marking-definition');
  return {
    objects: objects.map(({ standardId }) => standardId),
    connectors: platform.registry.all().map(({ id }) => id),
    works: platform.works.all().map(({ id }) => id),
    files: [...platform.files.all()].map(({ id }) => id),
    streams: platform.streams.all().map(({ id }) => id),
  };
}

const notOk = ({ rows }: Report) => rows.filter(({ status }) => status !== 'ok');
const callback = ['--callback', 'http://127.0.0.1'];

describe.each([
  ['AMQP', undefined, []],
  ['HTTP', '6.7.5', callback],
] as const)('over %s, on an older platform: %s', (protocol, version, args) => {
  test.skipIf(protocol === 'AMQP' && !hasBroker)(
    'every row is ok, and nothing is left',
    { timeout: LONG_MS },
    async () => {
      const sandbox = await sandboxFor(protocol, version);
      const before = traces(sandbox);

      const report = await new Acceptance(sandbox, ...args).ended();

      expect(notOk(report)).toEqual([]);
      expect(report).toMatchObject({ code: 0, version: version ?? '7.260817.0' });
      expect(report.rows.length).toBeGreaterThan(20);
      expect(traces(sandbox)).toEqual(before);
    },
  );
});

test.skipIf(!hasBroker || !hasPeer)('the reference client sees the same data', { timeout: LONG_MS }, async () => {
  const sandbox = await sandboxFor('AMQP');
  const report = await new Acceptance(sandbox, '--keep').ended();
  expect(notOk(report).filter(({ words }) => !words.startsWith('kept, as asked'))).toEqual([]);

  const peer = new Peer('witness.py', { OPENCTI_URL: sandbox.url, OPENCTI_TOKEN: sandbox.platform.connectorToken });
  closing.push(async () => peer.child.kill('SIGKILL'));
  peer.write(JSON.stringify(report.made));
  const { read } = (await peer.said('read')) as { read: Record<string, Record<string, string | null>> };
  expect(Object.entries(read).map(([what, ids]) => [what, Object.keys(ids).length])).toEqual(
    Object.entries(report.made).map(([what, ids]) => [what, ids.length]),
  );
  expect(Object.values(read).flatMap((ids) => Object.entries(ids).filter(([, type]) => type === null))).toEqual([]);
  expect(new Set(Object.values(read.imported ?? {}))).toEqual(
    new Set([
      ...['Organization', 'Attack-Pattern', 'Course-Of-Action', 'Intrusion-Set', 'Campaign', 'Malware', 'Tool'],
      ...['subtechnique-of', 'mitigates', 'uses', 'attributed-to'],
    ]),
  );
  const named = (text: string) => `accept-${report.run} ${text}`;
  const around = [named('Heron Holdings'), named('Tern Names'), `ns1.accept-${report.run}.net`];
  expect((await peer.said('around')).around).toEqual(around.sort());
});

describe('when it does not go well', () => {
  test('Ctrl-C: what was made is removed all the same', { timeout: LONG_MS }, async () => {
    const sandbox = await sandboxFor('HTTP');
    const before = traces(sandbox);
    const run = new Acceptance(sandbox, ...callback);
    await expect.poll(() => run.errors, { timeout: 120_000 }).toContain('imports a release: ok');
    expect(traces(sandbox).objects.length).toBeGreaterThan(10);
    run.child.kill('SIGINT');

    const report = await run.ended();

    expect(report.code).toBe(1);
    expect(report.rows.map(({ connector }) => connector)).not.toContain('stream-listener');
    expect(report.rows.at(-1)).toMatchObject({ what: 'removes what it made', status: 'ok' });
    expect(traces(sandbox)).toEqual(before);
  });

  test('a platform that keeps something else than it was given is found out', { timeout: LONG_MS }, async () => {
    const sandbox = await sandboxFor('HTTP');
    const { graph } = sandbox.platform;
    const write = graph.write.bind(graph);
    graph.write = (object, ...more) => write({ ...object, description: 'Something else.' }, ...more);

    const report = await new Acceptance(sandbox, ...callback, '--only', 'mitre-attack').ended();

    const [row] = report.rows.filter(({ status }) => status === 'failed');
    expect(row).toMatchObject({ what: 'the objects are there', words: expect.stringContaining('description') });
    expect(report.code).toBe(1);
  });

  test('no broker is reached: named, and removed', { timeout: LONG_MS }, async () => {
    const sandbox = await sandboxFor('HTTP');
    const before = traces(sandbox);
    const args = ['--only', 'mitre-attack', '--amqp', 'amqp://127.0.0.1:9', '--patience', '5'];

    const report = await new Acceptance(sandbox, ...args).ended();

    const [row] = report.rows.filter(({ status }) => status === 'failed');
    expect(row).toMatchObject({ connector: 'mitre-attack', what: 'imports a release' });
    expect(row?.words).toContain('127.0.0.1:9');
    expect(report.code).toBe(1);
    expect(traces(sandbox)).toEqual(before);
  });

  test('a person who may not open a stream is told so; nothing has failed', { timeout: LONG_MS }, async () => {
    const sandbox = await sandboxFor('HTTP');
    const args = [...callback, '--only', 'stream-listener', '--token', sandbox.platform.connectorToken];

    const report = await new Acceptance(sandbox, ...args).ended();

    expect(report.code).toBe(0);
    expect(notOk(report)).toMatchObject([
      { status: 'skipped', words: expect.stringContaining('TAXIIAPI_SETCOLLECTIONS') },
    ]);
  });

  test('a wrong token, and an address where nothing is', { timeout: LONG_MS }, async () => {
    const sandbox = await sandboxFor('HTTP');
    const wrong = await new Acceptance(sandbox, '--token', 'not-a-token').ended();
    expect(wrong.rows).toMatchObject([{ status: 'failed', words: expect.stringContaining('You must be logged in') }]);
    const nowhere = await new Acceptance({ ...sandbox, url: 'http://127.0.0.1:9' }).ended();
    expect(nowhere.rows).toMatchObject([{ status: 'failed', words: expect.stringContaining('does not answer') }]);
    expect([wrong.code, nowhere.code]).toEqual([1, 1]);
  });
});
