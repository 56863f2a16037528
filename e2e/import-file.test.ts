/** An importer of files as a process: asked by the platform over the broker and over HTTP, its objects arrive. */
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { afterEach, describe, expect, test } from 'vitest';
import { sandboxOnBroker } from './amqp-wires.ts';
import { brokerPlace, hasBroker } from './broker/vhost.ts';
import { ConnectorProcess, freePort } from './connector-process.ts';
import { askImport, type ImportAsk, upload } from './import-asks.ts';

const MAIN = join(import.meta.dirname, 'sample/import-file.ts');
const CONNECTOR = '5c0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d55';
const TOOL = 'tool--00000000-0000-4000-8000-000000000001';
const MALWARE = 'malware--00000000-0000-4000-8000-000000000002';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Protocol = 'AMQP' | 'API';

/** A sandbox with the importer registered. */
async function place(protocol: Protocol, more: Record<string, string> = {}) {
  const sandbox =
    protocol === 'AMQP'
      ? await sandboxOnBroker(await brokerPlace())
      : await startSandbox({ port: 0, callbackRetryMs: 200 });
  closing.push(() => sandbox.close());
  const env = {
    OPENCTI_URL: sandbox.url,
    OPENCTI_TOKEN: sandbox.platform.connectorToken,
    CONNECTOR_ID: CONNECTOR,
    CONNECTOR_METRICS_PORT: '0',
    CONNECTOR_QUEUE_PROTOCOL: protocol === 'AMQP' ? 'amqp' : 'api',
    CONNECTOR_LISTEN_PROTOCOL: protocol,
    CONNECTOR_LISTEN_PROTOCOL_API_PORT: String(await freePort()),
    ...more,
  };
  const connector = new ConnectorProcess(env, [], MAIN);
  closing.push(async () => connector.child.kill('SIGKILL'));
  await connector.said('connector registered');
  return { sandbox, connector };
}

/** Waits for the end of a work; what it says. */
async function ended(sandbox: Sandbox, id: string) {
  const work = () => sandbox.platform.works.find(id);
  await expect.poll(() => work()?.status, { timeout: 20_000 }).toBe('complete');
  // The sentence may come after the last part.
  await expect.poll(() => work()?.processed_time, { timeout: 20_000 }).toBeTruthy();
  return {
    said: work()?.messages.at(-1)?.message ?? '',
    errors: work()?.errors.map(({ message }) => message) ?? [],
  };
}

async function imported(sandbox: Sandbox, file: string, ask: ImportAsk = { bypassValidation: true }) {
  return ended(sandbox, await askImport(sandbox, file, ask));
}

function lines(...objects: object[]): string {
  return objects.map((object) => JSON.stringify(object)).join('\n');
}

const tool = { type: 'tool', id: TOOL, name: 'Heron' };
const malware = { type: 'malware', id: MALWARE, name: 'Quiet', is_family: true };
const uses = {
  type: 'relationship',
  id: 'relationship--00000000-0000-4000-8000-000000000003',
  relationship_type: 'uses',
  source_ref: MALWARE,
  target_ref: TOOL,
};

describe.each([['AMQP'], ['API']] as const)('over %s', (protocol) => {
  const it = test.skipIf(protocol === 'AMQP' && !hasBroker);

  it('the objects of an uploaded file arrive, and what is bad is named', async () => {
    const { sandbox } = await place(protocol);
    const bad = { type: 'tool', id: 'tool--00000000-0000-4000-8000-000000000009' };
    const file = await upload(sandbox, 'Some Objects.json', lines(uses, malware, tool, bad));
    const { said, errors } = await imported(sandbox, file);
    expect(said).toBe(
      '3 objects (1 relationship, 0 observables) sent: 1 malware, 1 relationship, 1 tool. Read as application/json. ' +
        `1 left out: ${bad.id}: $.name is missing: tool needs it.`,
    );
    expect(errors).toEqual([`${bad.id}: $.name is missing: tool needs it`]);
    const { graph } = sandbox.platform;
    expect([graph.find(TOOL)?.entityType, graph.find(MALWARE)?.entityType, graph.find(uses.id)?.entityType]).toEqual([
      'Tool',
      'Malware',
      'uses',
    ]);
  });
});
