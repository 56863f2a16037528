/** `--check`: one line for each finding, and an exit code that a script can go by. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { afterEach, describe, expect, test } from 'vitest';
import { sandboxOnBroker } from './amqp-wires.ts';
import { brokerPlace, hasBroker } from './broker/vhost.ts';
import { attackFile, ConnectorProcess, freePort, settings } from './connector-process.ts';

const ENRICHMENT = join(import.meta.dirname, 'sample/enrichment.ts');
const RIGHT = 'settings are right and everything that can be known beforehand is in order';
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function opened(sandbox: Promise<Sandbox>): Promise<Sandbox> {
  const open = await sandbox;
  closers.push(() => open.close());
  return open;
}

const sandboxAt = () => opened(startSandbox({ connectorToken: 'token-of-the-connector' }));
const at = (sandbox: Sandbox, token = sandbox.platform.connectorToken) => ({ url: sandbox.url, token });

async function check(env: Record<string, string>, main?: string) {
  const connector = new ConnectorProcess(env, ['--check'], main);
  closers.push(() => connector.child.kill('SIGKILL'));
  const code = await connector.exited;
  const messages = (level: string) =>
    connector.lines.filter((line) => line.level === level).map(({ message }) => message);
  return { code, good: messages('INFO'), unsure: messages('WARNING'), bad: messages('ERROR') };
}

test('all is well: what was tried is said, nothing is left on the platform', async () => {
  const sandbox = await sandboxAt();
  const file = attackFile(1);

  expect(await check(settings(at(sandbox), file))).toEqual({
    code: 0,
    good: [
      'the platform answers and takes the token',
      'the user of OPENCTI_TOKEN has every capability that this connector needs',
      'the file is there',
      RIGHT,
    ],
    unsure: [],
    bad: [],
  });
  expect(sandbox.platform.registry.all()).toEqual([]);
});

describe('capabilities that are missing, each by name with what it is for', () => {
  test('an import', async () => {
    const sandbox = await sandboxAt();
    const token = sandbox.platform.addUser('reader', ['APIACCESS_USETOKEN', 'KNOWLEDGE']);

    const { code, bad } = await check(settings(at(sandbox, token), attackFile(1)));

    expect(code).toBe(1);
    expect(bad).toEqual([
      'the user of OPENCTI_TOKEN lacks the capability CONNECTORAPI, to register, to ping and to report works',
      'the user of OPENCTI_TOKEN lacks the capability MODULES, to read its state and how much waits on its queue',
      'the user of OPENCTI_TOKEN lacks the capability KNOWLEDGE_KNUPDATE, to create and update knowledge',
      'this connector cannot do its work yet',
    ]);
  });

  test('an enrichment reads too; validation uploads; the service account is made by an administrator', async () => {
    const sandbox = await sandboxAt();
    const token = sandbox.platform.addUser('pinger', ['APIACCESS_USETOKEN', 'CONNECTORAPI', 'MODULES']);
    const env = settings(at(sandbox, token), attackFile(1));
    const lacking = async (more: Record<string, string>, main?: string) => {
      const { bad } = await check({ ...env, ...more }, main);
      return bad.flatMap((line) => /capability (\w+)/.exec(line)?.[1] ?? []);
    };

    expect(await lacking({ CONNECTOR_LISTEN_PROTOCOL: 'API' }, ENRICHMENT)).toEqual([
      'KNOWLEDGE',
      'KNOWLEDGE_KNUPDATE',
    ]);
    expect(await lacking({ CONNECTOR_VALIDATE_BEFORE_IMPORT: 'true' })).toEqual([
      'KNOWLEDGE_KNUPDATE',
      'KNOWLEDGE_KNASKIMPORT',
    ]);
    expect(await lacking({ CONNECTOR_AUTO_CREATE_SERVICE_ACCOUNT: 'true' })).toEqual(['SETTINGS_SETACCESSES']);
  });
});

describe('the broker', () => {
  test('is not known before the first registration, unless the settings say where it is', async () => {
    const sandbox = await sandboxAt();
    const env = { ...settings(at(sandbox), attackFile(1)), CONNECTOR_QUEUE_PROTOCOL: 'amqp' };
    const port = String(await freePort());

    const unknown = await check(env);
    const named = await check({ ...env, MQ_HOST: '127.0.0.1', MQ_PORT: port });

    expect([unknown.code, unknown.unsure]).toEqual([
      0,
      ['the broker cannot be tried yet: the platform tells its address when the connector registers'],
    ]);
    expect(named.code).toBe(1);
    expect(named.bad[0]).toContain(`the broker at 127.0.0.1:${port} cannot be reached`);
  });

  test.skipIf(!hasBroker)('is tried once it is known: login and vhost too', async () => {
    const sandbox = await opened(sandboxOnBroker(await brokerPlace()));
    const env = { ...settings(at(sandbox), attackFile(1)), CONNECTOR_QUEUE_PROTOCOL: 'amqp' };
    expect(await new ConnectorProcess(env, ['--once']).exited).toBe(0);

    const right = await check(env);
    const wrong = await check({ ...env, MQ_PASS: 'not-the-password' });

    expect([right.code, right.bad]).toEqual([0, []]);
    expect(right.good).toContain('the broker takes a connection');
    expect(wrong.bad[0]).toContain('check MQ_USER, MQ_PASS and MQ_VHOST');
    expect(JSON.stringify(wrong)).not.toContain('not-the-password');
  });
});

test('sources: one that answers, one that is not there, one that refuses, a file that is missing', async () => {
  const sandbox = await sandboxAt();
  const server = createServer((request, response) => {
    if (request.url === '/ics.json') response.writeHead(200).end('x'.repeat(1_000_000));
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise((done) => server.once('listening', done));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const { code, good, bad } = await check({
    ...settings(at(sandbox), `${base}/ics.json`),
    MITRE_MOBILE_ATTACK_FILE_URL: `${base}/mobile.json?key=hidden`,
    MITRE_ENTERPRISE_FILE_URL: 'http://127.0.0.1:1/enterprise.json',
    MITRE_CAPEC_FILE_URL: '/nowhere/stix-capec.json',
  });

  expect(code).toBe(1);
  expect(good).toContain('the source answers');
  expect(bad).toEqual([
    'http://127.0.0.1:1/enterprise.json cannot be reached (ECONNREFUSED)',
    `${base}/mobile.json answers with HTTP 404`,
    '/nowhere/stix-capec.json cannot be read (ENOENT)',
    'this connector cannot do its work yet',
  ]);
});

test('a directory of copies that cannot be written to', async () => {
  const sandbox = await sandboxAt();
  const file = join(mkdtempSync(join(tmpdir(), 'check-')), 'a-file');
  writeFileSync(file, '');
  const copies = { CONNECTOR_SEND_TO_DIRECTORY: 'true', CONNECTOR_SEND_TO_DIRECTORY_PATH: join(file, 'copies') };

  const { code, bad } = await check({ ...settings(at(sandbox), attackFile(1)), ...copies });

  expect([code, bad[0]]).toEqual([1, `${join(file, 'copies')} cannot be written to (ENOTDIR)`]);
});

test('a platform that is down, and a token that is not accepted: the sources are tried all the same', async () => {
  const sandbox = await sandboxAt();
  const down = await check(settings({ url: 'http://127.0.0.1:1', token: 'a-token' }, attackFile(1)));
  const refused = await check(settings(at(sandbox, 'not-a-token'), attackFile(1)));

  for (const { code, good, bad } of [down, refused]) {
    expect([code, good, bad]).toEqual([
      1,
      ['the file is there'],
      ['the platform does not answer as it should', 'this connector cannot do its work yet'],
    ]);
  }
});
