import { describe, expect, test } from 'vitest';
import { attackFile, ConnectorProcess, settings } from './connector-process.ts';

const GOOD = settings({ url: 'http://127.0.0.1:1', token: 'token-of-a-user' }, attackFile(1));

function without(name: string): Record<string, string> {
  const { [name]: _left, ...rest } = GOOD;
  return rest;
}

/** Rows of baselines.md section 5 that stand for settings: one line each, exit code 78, nothing registered. */
describe.concurrent('wrong settings end the process with 78 and one line each', () => {
  test.each<[string, Record<string, string>, string]>([
    ['no token', without('OPENCTI_TOKEN'), 'OPENCTI_TOKEN (opencti.token): found nothing, expected'],
    [
      'token ChangeMe',
      { ...GOOD, OPENCTI_TOKEN: 'ChangeMe' },
      'OPENCTI_TOKEN (opencti.token): found a value that is not shown, expected the token of a user',
    ],
    [
      'misspelt token',
      { ...without('OPENCTI_TOKEN'), OPENCTI_TOKNE: 'x' },
      'OPENCTI_TOKEN (opencti.token): found nothing, but OPENCTI_TOKNE: is it misspelt?',
    ],
    ['no URL', without('OPENCTI_URL'), 'OPENCTI_URL (opencti.url): found nothing'],
    [
      'URL without scheme',
      { ...GOOD, OPENCTI_URL: 'platform:8080' },
      'OPENCTI_URL (opencti.url): found "platform:8080", expected an address that starts with http:// or https://',
    ],
    ['no connector id', without('CONNECTOR_ID'), 'CONNECTOR_ID (connector.id): found nothing'],
    [
      'connector id ChangeMe',
      { ...GOOD, CONNECTOR_ID: 'ChangeMe' },
      'CONNECTOR_ID (connector.id): found "ChangeMe", expected an id of its own',
    ],
    [
      'wrong type',
      { ...GOOD, CONNECTOR_TYPE: 'EXTERNAL_INPUT' },
      'CONNECTOR_TYPE (connector.type): found EXTERNAL_INPUT, expected EXTERNAL_IMPORT',
    ],
    [
      'log level verbose',
      { ...GOOD, CONNECTOR_LOG_LEVEL: 'verbose' },
      'CONNECTOR_LOG_LEVEL (connector.log_level): found "verbose", expected one of debug, info, warn, error',
    ],
    [
      'interval weekly',
      { ...GOOD, MITRE_INTERVAL: 'weekly' },
      'MITRE_INTERVAL (mitre.interval): found "weekly", expected a number',
    ],
    ['interval 0', { ...GOOD, MITRE_INTERVAL: '0' }, 'MITRE_INTERVAL (mitre.interval): found 0, expected'],
    [
      'threshold big',
      { ...GOOD, CONNECTOR_QUEUE_THRESHOLD: 'big' },
      'CONNECTOR_QUEUE_THRESHOLD (connector.queue_threshold): found "big", expected a number',
    ],
    [
      'period of days',
      { ...GOOD, CONNECTOR_DURATION_PERIOD: '7 days' },
      'CONNECTOR_DURATION_PERIOD (connector.duration_period): found "7 days", expected an ISO 8601 duration',
    ],
    [
      'release',
      { ...GOOD, MITRE_VERSION: 'v18' },
      'MITRE_VERSION (mitre.version): found "v18", expected latest, a release such as 18.1',
    ],
    [
      'copies without a directory',
      { ...GOOD, CONNECTOR_SEND_TO_DIRECTORY: 'true' },
      'CONNECTOR_SEND_TO_DIRECTORY_PATH (connector.send_to_directory_path): found nothing, expected the path',
    ],
    [
      'nothing to send to',
      { ...GOOD, CONNECTOR_SEND_TO_QUEUE: 'false' },
      'CONNECTOR_SEND_TO_QUEUE (connector.send_to_queue): found false, expected true, unless',
    ],
    ['port of the broker', { ...GOOD, MQ_PORT: 'amqp' }, 'MQ_PORT (mq.port): found "amqp", expected a number'],
    [
      'a knowledge base that is not there',
      { ...GOOD, MITRE_DOMAINS: 'enterprise,atlas' },
      'MITRE_DOMAINS (mitre.domains): found ["enterprise","atlas"], expected one of enterprise, mobile, ics, capec',
    ],
  ])('%s', async (_name, env, line) => {
    const connector = new ConnectorProcess(env);

    expect(await connector.exited).toBe(78);
    expect(connector.errors).toContain('1 problem(s) in the settings');
    expect(connector.errors).toContain(line);
    expect(connector.errors).not.toContain('    at ');
  });

  test('all of them at once', async () => {
    const connector = new ConnectorProcess({ MITRE_INTERVAL: 'weekly', CONNECTOR_LOG_LEVEL: 'verbose' });

    expect(await connector.exited).toBe(78);
    expect(connector.errors.trim().split('\n')).toHaveLength(6);
  });

  test('a scope as in the official sample does no harm', async () => {
    const connector = new ConnectorProcess({ ...GOOD, CONNECTOR_SCOPE: 'mitre' }, ['--once']);

    expect(await connector.exited).toBe(1);
    expect(connector.errors).toBe('');
  });
});
