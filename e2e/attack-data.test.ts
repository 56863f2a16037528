/** The real ATT&CK releases through both protocols: the same counts, and nothing lost without a reason. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { describe, expect, test } from 'vitest';
import { sandboxOnBroker } from './amqp-wires.ts';
import { brokerPlace, hasBroker } from './broker/vhost.ts';
import { ConnectorProcess } from './connector-process.ts';

const DATA = join(import.meta.dirname, '../../shared/data');
const hasData = existsSync(DATA);
const LONG_MS = 240_000;

const OFF = {
  MITRE_ENTERPRISE_FILE_URL: 'false',
  MITRE_MOBILE_ATTACK_FILE_URL: 'false',
  MITRE_ICS_ATTACK_FILE_URL: 'false',
  MITRE_CAPEC_FILE_URL: 'false',
};

interface Imported {
  readonly counts: unknown;
  readonly read: Readonly<Record<string, unknown>>;
  readonly sent: Readonly<Record<string, unknown>>;
}

async function imported(sandbox: Sandbox, protocol: 'amqp' | 'api', variable: string, file: string): Promise<Imported> {
  const connector = new ConnectorProcess(
    {
      OPENCTI_URL: sandbox.url,
      OPENCTI_TOKEN: sandbox.platform.connectorToken,
      CONNECTOR_ID: '1f0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d11',
      CONNECTOR_QUEUE_PROTOCOL: protocol,
      CONNECTOR_METRICS_PORT: '0',
      ...OFF,
      [variable]: join(DATA, file),
    },
    ['--once'],
  );
  expect(await connector.exited).toBe(0);
  await sandbox.platform.idle();
  const [work] = sandbox.platform.works.all();
  expect(work).toMatchObject({ status: 'complete', errors: [] });
  expect(sandbox.platform.rejected).toEqual([]);
  const said = (message: string) => connector.lines.find((line) => line.message === message)?.attributes ?? {};
  const result = { counts: sandbox.platform.counts(), read: said('release read'), sent: said('run finished') };
  await sandbox.close();
  return result;
}

if (!hasData) console.info('skipped: no ../shared/data');
else if (!hasBroker) console.info('skipped: no RabbitMQ');

describe.skipIf(!hasData || !hasBroker)('the real releases over AMQP and over HTTP', () => {
  test.each([
    ['MITRE_ICS_ATTACK_FILE_URL', 'ics-attack-18.1.json.gz'],
    ['MITRE_MOBILE_ATTACK_FILE_URL', 'mobile-attack-17.1.json.gz'],
    ['MITRE_ENTERPRISE_FILE_URL', 'enterprise-attack-18.1-stix20.json.gz'],
  ])('%s %s', { timeout: LONG_MS }, async (variable, file) => {
    const byAmqp = await imported(await sandboxOnBroker(await brokerPlace()), 'amqp', variable, file);
    const byHttp = await imported(await startSandbox({ port: 0 }), 'api', variable, file);
    console.info(`${file}: ${JSON.stringify(byAmqp)}`);
    expect(byAmqp.counts).toEqual(byHttp.counts);
    expect(byAmqp.sent.parts).toBe(byHttp.sent.parts);
  });
});
