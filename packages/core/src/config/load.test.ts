import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError } from '../errors.ts';
import { describeSettings, settingsJsonSchema } from './describe.ts';
import { type LoadedConfig, loadConfig } from './load.ts';
import { secret } from './secret.ts';

const connector = {
  slug: 'mitre-attack',
  namespace: 'mitre',
  kind: 'EXTERNAL_IMPORT' as const,
  name: 'MITRE ATT&CK',
  description: 'For tests.',
  scope: ['malware'],
  every: 'P7D',
  config: z.object({
    version: z.string().default('latest').describe('Release.'),
    interval: z.number().int().positive().optional().describe('Days.'),
    domains: z.array(z.string()).default(['ics']).describe('Domains.'),
    apiKey: secret(z.string()).optional().describe('Key.'),
  }),
};
const GOOD = { OPENCTI_URL: 'https://opencti.example', OPENCTI_TOKEN: 'a-token-1234', CONNECTOR_ID: 'one' };
const EMPTY = mkdtempSync(join(tmpdir(), 'load-config-'));

function load(env: Record<string, string>, cwd = EMPTY): LoadedConfig {
  return loadConfig(connector, { env: { ...GOOD, ...env }, cwd });
}

function problems(env: Record<string, string | undefined>): string[] {
  try {
    loadConfig(connector, { env: { ...GOOD, ...env }, cwd: EMPTY });
  } catch (error) {
    if (ConfigError.isInstance(error)) return error.message.split('\n');
    throw error;
  }
  return [];
}

test('three variables are enough, the rest has defaults', () => {
  const { platform, config, warnings } = load({});

  expect(platform.opencti).toMatchObject({ url: 'https://opencti.example', sslVerify: true });
  expect(platform.connector).toMatchObject({ id: 'one', name: 'MITRE ATT&CK', scope: ['malware'], logLevel: 'info' });
  expect(platform.connector).toMatchObject({
    defaultPeriodMs: 604_800_000,
    durationPeriodMs: undefined,
    metricsPort: 9095,
  });
  expect(config).toEqual({ version: 'latest', domains: ['ics'] });
  expect(warnings).toEqual([]);
});

test('the environment beats config.yml, texts become the types of the schema', () => {
  const folder = mkdtempSync(join(tmpdir(), 'load-config-'));
  writeFileSync(
    join(folder, 'config.yml'),
    'mitre:\n  version: "18.1"\n  interval: 3\nconnector:\n  name: From file\n',
  );

  const { platform, config } = load(
    { MITRE_VERSION: '17', MITRE_DOMAINS: 'ics, mobile', CONNECTOR_AUTO: 'Yes' },
    folder,
  );

  expect(config).toMatchObject({ version: '17', interval: 3, domains: ['ics', 'mobile'] });
  expect(platform.connector).toMatchObject({ name: 'From file', auto: true });
});

test('a secret is read from a file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'load-config-')), 'key');
  writeFileSync(file, 'from-a-file\n');

  const { config, secrets } = load({ MITRE_API_KEY_FILE: file });

  expect(config.apiKey).toBe('from-a-file');
  expect(secrets).toContain('from-a-file');
  expect(problems({ MITRE_API_KEY_FILE: '/nowhere' })[0]).toContain('MITRE_API_KEY_FILE');
});

describe('each wrong setting is one line that names its variable (baselines.md section 5)', () => {
  test.each<[Record<string, string | undefined>, string, string]>([
    [{ OPENCTI_TOKEN: undefined }, 'OPENCTI_TOKEN', 'found nothing'],
    [{ OPENCTI_TOKEN: 'ChangeMe' }, 'OPENCTI_TOKEN', 'the token of a user'],
    [{ OPENCTI_URL: undefined }, 'OPENCTI_URL', 'found nothing'],
    [{ OPENCTI_URL: 'opencti:8080' }, 'OPENCTI_URL', 'starts with http:// or https://'],
    [{ CONNECTOR_ID: undefined }, 'CONNECTOR_ID', 'found nothing'],
    [{ CONNECTOR_ID: 'ChangeMe' }, 'CONNECTOR_ID', 'an id of its own'],
    [{ CONNECTOR_TYPE: 'EXTERNAL_INPUT' }, 'CONNECTOR_TYPE', 'EXTERNAL_IMPORT'],
    [{ CONNECTOR_LOG_LEVEL: 'verbose' }, 'CONNECTOR_LOG_LEVEL', 'one of debug, info, warn, error'],
    [{ CONNECTOR_DURATION_PERIOD: 'weekly' }, 'CONNECTOR_DURATION_PERIOD', 'P7D'],
    [{ MITRE_INTERVAL: 'weekly' }, 'MITRE_INTERVAL', 'a number'],
    [{ MITRE_INTERVAL: '0' }, 'MITRE_INTERVAL', '>0'],
    [{ CONNECTOR_QUEUE_THRESHOLD: 'big' }, 'CONNECTOR_QUEUE_THRESHOLD', 'a number'],
    [{ CONNECTOR_SEND_TO_DIRECTORY: 'true' }, 'CONNECTOR_SEND_TO_DIRECTORY_PATH', 'the path of a directory'],
    [{ CONNECTOR_SEND_TO_QUEUE: 'false' }, 'CONNECTOR_SEND_TO_QUEUE', 'unless CONNECTOR_SEND_TO_DIRECTORY'],
    [
      { CONNECTOR_SEND_TO_QUEUE: 'false', CONNECTOR_SEND_TO_S3: 'true', CONNECTOR_VALIDATE_BEFORE_IMPORT: 'true' },
      'CONNECTOR_VALIDATE_BEFORE_IMPORT',
      'CONNECTOR_SEND_TO_QUEUE is off',
    ],
    [{ MQ_PORT: 'amqp' }, 'MQ_PORT', 'a number'],
    [{ HTTPS_CA_CERTIFICATES: '/nowhere/ca.pem' }, 'HTTPS_CA_CERTIFICATES', 'PEM file that can be read'],
  ])('%o', (env, variable, words) => {
    const lines = problems(env);

    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(variable);
    expect(lines[0]).toContain(words);
  });
});

test('all problems come at once, and secrets are not shown', () => {
  const lines = problems({ OPENCTI_TOKEN: 'ChangeMe', OPENCTI_URL: 'nowhere', MITRE_INTERVAL: '-1' });

  expect(lines).toHaveLength(3);
  expect(lines.join()).not.toContain('ChangeMe');
});

test('names a misspelt variable and what was meant', () => {
  const { warnings } = load({ OPENCTI_TOKNE: 'x', CONNECTOR_CONFIDENCE_LEVEL: '80', MITRE_VERSOIN: '18' });

  expect(warnings).toEqual([
    'CONNECTOR_CONFIDENCE_LEVEL has no effect here',
    'MITRE_VERSOIN is not known: did you mean MITRE_VERSION?',
    'OPENCTI_TOKNE is not known: did you mean OPENCTI_TOKEN?',
  ]);
});

test('the old name of a setting counts, and the new one is said; the new one beats it', () => {
  const old = load({ QUEUE_PROTOCOL: 'api' });

  expect(old.platform.connector.queueProtocol).toBe('api');
  expect(old.warnings).toEqual(['QUEUE_PROTOCOL is an old name: write CONNECTOR_QUEUE_PROTOCOL']);
  const both = load({ QUEUE_PROTOCOL: 'api', CONNECTOR_QUEUE_PROTOCOL: 'amqp' });
  expect(both.platform.connector.queueProtocol).toBe('amqp');
});

test('names keys of config.yml that nothing reads; sections of others are their own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'load-config-'));
  writeFileSync(
    join(folder, 'config.yml'),
    'mitre: {verison: "18", version: "17"}\nconnector: {confidence_level: 80}\nother: {x: 1}\nopencti: null\n',
  );

  const { warnings, config } = load({}, folder);

  expect(config.version).toBe('17');
  expect(warnings).toEqual(['mitre.verison in config.yml is not known: did you mean MITRE_VERSION?']);
});

test('describes every setting from the schema', () => {
  const rows = describeSettings(connector);

  expect(rows.find(({ variable }) => variable === 'OPENCTI_TOKEN')).toMatchObject({ required: true, secret: true });
  expect(rows.find(({ variable }) => variable === 'MITRE_VERSION')).toMatchObject({
    default: 'latest',
    required: false,
  });
  expect(rows.filter(({ description }) => description === '')).toEqual([]);
  expect(settingsJsonSchema(connector)).toMatchObject({ required: ['OPENCTI_URL', 'OPENCTI_TOKEN', 'CONNECTOR_ID'] });
});
