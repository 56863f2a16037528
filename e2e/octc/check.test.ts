/** `octc check`: each failure that it can find, with its words. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding, SettingOrigin } from '@opencti-connectors/core/tools';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sandboxOnBroker } from '../amqp-wires.ts';
import { brokerPlace, hasBroker } from '../broker/vhost.ts';
import { FEED, octc, TEMPLATE } from './octc.ts';

// Each command is a process of its own: on a busy machine they take their time.
vi.setConfig({ testTimeout: 180_000 });

const TOKEN = 'token-of-the-connector';
const folder = mkdtempSync(join(tmpdir(), 'octc-check-'));
const closers: (() => unknown)[] = [];
let sandbox: Sandbox;
/** Answers every page as a web server does that is no platform. */
let elsewhere: string;

beforeAll(async () => {
  sandbox = await startSandbox({ connectorToken: TOKEN });
  closers.push(() => sandbox.close());
  const server = createServer((_request, response) => response.writeHead(404).end('<html>')).listen(0, '127.0.0.1');
  closers.push(() => server.close());
  await new Promise((listening) => server.once('listening', listening));
  elsewhere = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(join(folder, 'broken.yml'), 'opencti: [');
  writeFileSync(join(folder, 'a-file'), '');
});
afterAll(async () => {
  for (const close of closers) await close();
});

interface Checked {
  readonly ok: boolean;
  readonly settings: readonly SettingOrigin[];
  readonly findings: readonly Finding[];
}

type Env = Readonly<Record<string, string>>;

function right(): Env {
  return {
    OPENCTI_URL: sandbox.url,
    OPENCTI_TOKEN: TOKEN,
    CONNECTOR_ID: '1f0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d11',
    CONNECTOR_QUEUE_PROTOCOL: 'api',
    CONNECTOR_LISTEN_PROTOCOL: 'API',
    EXAMPLE_FEED_URL: FEED,
    EXAMPLE_LOOKUP_URL: elsewhere,
  };
}

async function check(env: Env, kind = 'external-import'): Promise<Checked & { code: number | null; text: string }> {
  const { code, stdout, stderr } = await octc(['check', TEMPLATE(kind), '--json'], env);
  expect(stderr).toBe('');
  return { code, text: stdout, ...(JSON.parse(stdout) as Checked) };
}

/** Messages of what is bad, each with its error; addresses and folders that change are struck out. */
function bad({ findings }: Checked): string[] {
  return findings
    .filter(({ level }) => level === 'bad')
    .map(({ message, fields }) => (fields.error ? `${message}: ${fields.error}` : message))
    .map((text) =>
      text.replaceAll(sandbox.url, 'PLATFORM').replaceAll(elsewhere, 'ELSEWHERE').replaceAll(folder, 'FOLDER'),
    );
}

interface Failure {
  readonly env: () => Env;
  readonly without?: string;
  readonly kind?: string;
  readonly code: 1 | 78;
  readonly says: readonly string[];
}

const user = (...capabilities: string[]) => ({
  OPENCTI_TOKEN: sandbox.platform.addUser('somebody', ['APIACCESS_USETOKEN', ...capabilities]),
});

const FAILURES: Readonly<Record<string, Failure>> = {
  'a setting that is missing': {
    env: () => ({}),
    without: 'OPENCTI_TOKEN',
    code: 78,
    says: ['OPENCTI_TOKEN: found nothing, expected a string (Token of the user that the connector works as.)'],
  },
  'a setting that is misspelt': {
    env: () => ({ EXAMPLE_FEED_ULR: FEED }),
    without: 'EXAMPLE_FEED_URL',
    code: 78,
    says: [
      'EXAMPLE_FEED_URL: found nothing, but EXAMPLE_FEED_ULR: is it misspelt?, expected a string (Address of the feed, or absolute path of a file.)',
    ],
  },
  'two values that do not fit': {
    env: () => ({ EXAMPLE_FEED_MIN_SCORE: 'much', EXAMPLE_FEED_TLP: 'TLP:PINK' }),
    code: 78,
    says: [
      'EXAMPLE_FEED_MIN_SCORE: found "much", expected a number (Domains with a lower score are left out.)',
      'EXAMPLE_FEED_TLP: found "TLP:PINK", expected one of TLP:CLEAR, TLP:GREEN, TLP:AMBER, TLP:AMBER+STRICT, TLP:RED',
    ],
  },
  'a token that stands as in the example': {
    env: () => ({ OPENCTI_TOKEN: 'ChangeMe' }),
    code: 78,
    says: ['OPENCTI_TOKEN: found a value that is not shown, expected the token of a user of the platform'],
  },
  'a file of a secret that is not there': {
    env: () => ({ OPENCTI_TOKEN_FILE: '/nowhere/token' }),
    without: 'OPENCTI_TOKEN',
    code: 78,
    says: [
      "OPENCTI_TOKEN_FILE: found ENOENT: no such file or directory, open '/nowhere/token', expected the path of a file that can be read",
    ],
  },
  'a config.yml that is no YAML': {
    env: () => ({ CONNECTOR_CONFIG_FILE: join(folder, 'broken.yml') }),
    code: 78,
    says: [
      expect.stringMatching(/^CONNECTOR_CONFIG_FILE: found Flow sequence .*, expected a YAML file that can be read$/),
    ],
  },
  'settings of a connector of another kind': {
    env: () => ({ CONNECTOR_TYPE: 'STREAM' }),
    code: 78,
    says: ['CONNECTOR_TYPE: found STREAM, expected EXTERNAL_IMPORT, or nothing'],
  },
  'a live stream that is not named': {
    env: () => ({ EXAMPLE_FORWARDER_URL: elsewhere }),
    kind: 'stream',
    code: 78,
    says: [
      'CONNECTOR_LIVE_STREAM_ID: found nothing, expected the id of a live stream of the platform (Data sharing), or live',
    ],
  },
  'a platform that is down': {
    env: () => ({ OPENCTI_URL: 'http://127.0.0.1:1' }),
    code: 1,
    says: ['the platform does not answer as it should: Version: http://127.0.0.1:1 cannot be reached (ECONNREFUSED)'],
  },
  'something that is no platform': {
    env: () => ({ OPENCTI_URL: elsewhere }),
    code: 1,
    says: [
      'the platform does not answer as it should: Version: ELSEWHERE does not answer like an OpenCTI platform; check OPENCTI_URL (HTTP 404)',
    ],
  },
  'a token that is not accepted': {
    env: () => ({ OPENCTI_TOKEN: 'of-nobody' }),
    code: 1,
    says: [
      'the platform does not answer as it should: Version refused by the platform (AUTH_REQUIRED): OPENCTI_TOKEN is not accepted: it is wrong, expired, or its user has no group',
    ],
  },
  'capabilities that an import lacks': {
    env: () => user('KNOWLEDGE'),
    code: 1,
    says: [
      'the user of OPENCTI_TOKEN lacks the capability CONNECTORAPI, to register, to ping and to report works',
      'the user of OPENCTI_TOKEN lacks the capability MODULES, to read its state and how much waits on its queue',
      'the user of OPENCTI_TOKEN lacks the capability KNOWLEDGE_KNUPDATE, to create and update knowledge',
    ],
  },
  'a capability that an export lacks': {
    env: () => user('CONNECTORAPI', 'MODULES'),
    kind: 'internal-export-file',
    code: 1,
    says: ['the user of OPENCTI_TOKEN lacks the capability KNOWLEDGE, to read what is exported'],
  },
  'a live stream that is not for everybody': {
    env: () => ({
      ...user('CONNECTORAPI', 'MODULES'),
      CONNECTOR_LIVE_STREAM_ID: 'live',
      EXAMPLE_FORWARDER_URL: elsewhere,
    }),
    kind: 'stream',
    code: 1,
    says: [
      'the user of OPENCTI_TOKEN lacks the capability BYPASS, to follow the stream live, which is not a collection',
    ],
  },
  'an administrator who is none': {
    env: () => ({ ...user('CONNECTORAPI'), CONNECTOR_AUTO_CREATE_SERVICE_ACCOUNT: 'true' }),
    code: 1,
    says: [
      'the user of OPENCTI_TOKEN lacks the capability SETTINGS_SETACCESSES, to make the service account of the connector',
    ],
  },
  'a broker that is not there': {
    env: () => ({ CONNECTOR_QUEUE_PROTOCOL: 'amqp', MQ_HOST: '127.0.0.1', MQ_PORT: '1' }),
    code: 1,
    says: [
      'the broker at 127.0.0.1:1 cannot be reached (connect ECONNREFUSED 127.0.0.1:1); MQ_HOST and MQ_PORT replace its address',
    ],
  },
  'a source that is not there': {
    env: () => ({ EXAMPLE_FEED_URL: 'http://127.0.0.1:1/feed.json' }),
    code: 1,
    says: ['http://127.0.0.1:1/feed.json cannot be reached (ECONNREFUSED)'],
  },
  'a source that refuses': {
    env: () => ({ EXAMPLE_FEED_URL: `${elsewhere}/feed.json?key=hidden` }),
    code: 1,
    says: ['ELSEWHERE/feed.json answers with HTTP 404'],
  },
  'a file that is not there': {
    env: () => ({ EXAMPLE_FEED_URL: '/nowhere/feed.json' }),
    code: 1,
    says: ['/nowhere/feed.json cannot be read (ENOENT)'],
  },
  'a folder of copies that cannot be written to': {
    env: () => ({
      CONNECTOR_SEND_TO_DIRECTORY: 'true',
      CONNECTOR_SEND_TO_DIRECTORY_PATH: join(folder, 'a-file/copies'),
    }),
    code: 1,
    says: ['FOLDER/a-file/copies cannot be written to (ENOTDIR)'],
  },
};

test.each(Object.entries(FAILURES))('%s', async (_name, { env, without, kind, code, says }) => {
  const { [without ?? '']: _left, ...rest } = right();
  const checked = await check({ ...rest, ...env() }, kind);

  expect({ code: checked.code, ok: checked.ok, bad: bad(checked) }).toEqual({ code, ok: false, bad: says });
});

test.skipIf(!hasBroker)('a broker that does not take the login', async () => {
  const platform = await sandboxOnBroker(await brokerPlace());
  closers.push(() => platform.close());
  const { connectorToken: token } = platform.platform;
  const env = { ...right(), OPENCTI_URL: platform.url, OPENCTI_TOKEN: token, CONNECTOR_QUEUE_PROTOCOL: 'amqp' };
  expect(
    (await octc(['run', TEMPLATE('external-import'), '--once'], { ...env, CONNECTOR_METRICS_PORT: '0' })).code,
  ).toBe(0);

  const accepted = await check(env);
  const refused = await check({ ...env, MQ_PASS: 'not-the-password' });

  expect({ code: accepted.code, bad: bad(accepted) }).toEqual({ code: 0, bad: [] });
  expect(bad(refused)).toEqual([expect.stringContaining('check MQ_USER, MQ_PASS and MQ_VHOST')]);
  expect(refused.text).not.toContain('not-the-password');
});

describe('when all is well', () => {
  test('it says so, and leaves nothing on the platform', async () => {
    const { code, ok, findings } = await check(right());

    expect({ code, ok }).toEqual({ code: 0, ok: true });
    expect(findings.map(({ message }) => message)).toEqual([
      'the settings are right',
      'the platform answers and takes the token',
      'the user of OPENCTI_TOKEN has every capability that this connector needs',
      'the file is there',
    ]);
    expect(sandbox.platform.registry.all()).toEqual([]);
  });

  test('each value is shown with where it comes from, secrets are not', async () => {
    writeFileSync(join(folder, 'config.yml'), `example_feed:\n  min_score: 40\n  api_key: a-key-in-yaml\n`);
    writeFileSync(join(folder, 'token'), `${TOKEN}\n`);
    const { OPENCTI_TOKEN: _token, ...env } = right();
    const given = { OPENCTI_TOKEN_FILE: join(folder, 'token'), CONNECTOR_CONFIG_FILE: join(folder, 'config.yml') };

    const { code, settings, text } = await check({ ...env, ...given });

    const shown = (name: string) =>
      settings.filter(({ variable }) => variable === name).map(({ from, value }) => [from, value]);
    expect(code).toBe(0);
    expect(['OPENCTI_TOKEN', 'OPENCTI_URL', 'EXAMPLE_FEED_MIN_SCORE', 'EXAMPLE_FEED_API_KEY'].flatMap(shown)).toEqual([
      ['secret file', '***'],
      ['environment', sandbox.url],
      ['config.yml', '40'],
      ['config.yml', '***'],
    ]);
    expect(['EXAMPLE_FEED_TLP', 'CONNECTOR_DURATION_PERIOD', 'MQ_HOST'].flatMap(shown)).toEqual([
      ['default', 'TLP:GREEN'],
      ['definition', 'PT6H'],
      ['nowhere', undefined],
    ]);
    expect(text).not.toMatch(/a-key-in-yaml|token-of-the-connector/);
  });

  test('without a terminal there are no colours, and nothing moves', async () => {
    const { stdout } = await octc(['check', TEMPLATE('external-import')], { ...right(), FORCE_COLOR: '1' });

    expect(stdout).toMatch(/EXAMPLE_FEED_MIN_SCORE +0 +default/);
    expect(stdout).toContain('Everything that can be known beforehand is in order.');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal would take as a command
    expect(stdout).not.toMatch(/\u001b|\r/);
  });
});
