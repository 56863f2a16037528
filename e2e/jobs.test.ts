/** A listening connector as a process: over the broker and over HTTP, jobs end once and well whatever happens. */
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { afterEach, describe, expect, test } from 'vitest';
import { askEnrichment } from '../packages/sandbox/src/jobs/enrichment.ts';
import { sendPlaybookStep } from '../packages/sandbox/src/jobs/playbook.ts';
import type { AmqpWire } from '../packages/sandbox/src/wires/amqp.ts';
import { sandboxOnBroker } from './amqp-wires.ts';
import { brokerPlace, hasBroker } from './broker/vhost.ts';
import { ConnectorProcess, freePort } from './connector-process.ts';

const SAMPLE = join(import.meta.dirname, 'sample/enrichment.ts');
const CONNECTOR = '2b0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d22';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Protocol = 'AMQP' | 'API';

async function sandboxFor(protocol: Protocol): Promise<Sandbox> {
  const sandbox =
    protocol === 'AMQP'
      ? await sandboxOnBroker(await brokerPlace())
      : await startSandbox({ port: 0, callbackRetryMs: 200 });
  closing.push(() => sandbox.close());
  return sandbox;
}

async function start(sandbox: Sandbox, protocol: Protocol, more: Record<string, string> = {}) {
  const connector = new ConnectorProcess(
    {
      OPENCTI_URL: sandbox.url,
      OPENCTI_TOKEN: sandbox.platform.connectorToken,
      CONNECTOR_ID: CONNECTOR,
      CONNECTOR_METRICS_PORT: '0',
      CONNECTOR_QUEUE_PROTOCOL: protocol === 'AMQP' ? 'amqp' : 'api',
      CONNECTOR_LISTEN_PROTOCOL: protocol,
      CONNECTOR_LISTEN_PROTOCOL_API_PORT: String(await freePort()),
      ...more,
    },
    [],
    SAMPLE,
  );
  closing.push(async () => connector.child.kill('SIGKILL'));
  await connector.said('connector registered');
  return connector;
}

/** Domain names on the platform. */
function domains(sandbox: Sandbox, count: number, prefix = 'host') {
  return Array.from({ length: count }, (_, number) =>
    sandbox.platform.graph.upsert({
      type: 'domain-name',
      id: `domain-name--${number}`,
      value: `${prefix}${number}.example`,
    }),
  );
}

async function ask(sandbox: Sandbox, elements: ReturnType<typeof domains>): Promise<string[]> {
  const works: string[] = [];
  for (const element of elements) works.push((await askEnrichment(sandbox.platform, element, CONNECTOR, 'user')).id);
  return works;
}

const allComplete = (sandbox: Sandbox) => () =>
  sandbox.platform.works.all().every(({ status }) => status === 'complete');

describe.each([['AMQP'], ['API']] as const)('over %s', (protocol) => {
  const it = test.skipIf(protocol === 'AMQP' && !hasBroker);

  it('a job is done and its work ends; what was found arrives with the entity', async () => {
    const sandbox = await sandboxFor(protocol);
    await start(sandbox, protocol);
    const [workId = ''] = await ask(sandbox, domains(sandbox, 1));

    await expect.poll(allComplete(sandbox), { timeout: 10_000 }).toBe(true);
    await sandbox.platform.idle();

    const work = sandbox.platform.works.find(workId);
    expect(work).toMatchObject({ status: 'complete', errors: [], expected: 4, processed: 4 });
    expect(sandbox.platform.counts().entitiesByType).toEqual({ 'domain-name': 1, identity: 2, note: 1 });
  });

  it('out of scope, above the maximum TLP and a failing source are said in the work', async () => {
    const sandbox = await sandboxFor(protocol);
    await start(sandbox, protocol);
    const malware = sandbox.platform.graph.upsert({ type: 'malware', id: 'malware--1', name: 'M' });
    const red = sandbox.platform.graph.upsert({
      type: 'domain-name',
      id: 'domain-name--red',
      value: 'red.example',
      object_marking_refs: ['marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed'],
    });
    const works = await ask(sandbox, [malware, red, ...domains(sandbox, 1, 'broken')]);

    await expect.poll(allComplete(sandbox), { timeout: 10_000 }).toBe(true);

    const said = works.map((id) => sandbox.platform.works.find(id));
    expect(said[0]?.messages.at(-1)?.message).toContain('Malware is not in the scope of this connector (Domain-Name)');
    expect(said[1]?.messages.at(-1)?.message).toContain('marked TLP:RED, and the maximum is TLP:AMBER');
    expect(said[2]?.errors.at(-1)?.message).toBe('The source knows no broken0.example.');
  });

  it('a playbook gets exactly one bundle, with what it sent', async () => {
    const sandbox = await sandboxFor(protocol);
    await start(sandbox, protocol);
    const connector = sandbox.platform.registry.require(CONNECTOR);
    const [domain] = domains(sandbox, 1);
    const malware = sandbox.platform.graph.upsert({ type: 'malware', id: 'malware--1', name: 'M' });
    if (!domain) throw new Error('no domain');
    await sendPlaybookStep(sandbox.platform, connector, domain);
    await sendPlaybookStep(sandbox.platform, connector, malware);

    await expect.poll(() => sandbox.platform.playbookAnswers.length, { timeout: 10_000 }).toBe(2);

    const bundles = sandbox.platform.playbookAnswers.map(
      ({ bundle }) => JSON.parse(bundle) as { objects: { type: string }[] },
    );
    const types = bundles.map(({ objects }) => objects.map(({ type }) => type).sort());
    expect(types.sort()).toEqual([['domain-name', 'identity', 'identity', 'note'], ['malware']]);
  });

  it('a message that makes no sense ends its work with a reason, and the next job is done', async () => {
    const sandbox = await sandboxFor(protocol);
    await start(sandbox, protocol);
    const connector = sandbox.platform.registry.require(CONNECTOR);
    const broken = sandbox.platform.works.addJob(CONNECTOR, 'Broken', 'x', 'user');
    await sandbox.platform.wire.job(connector, { internal: { work_id: broken.id, playbook: 7 }, event: {} });
    await ask(sandbox, domains(sandbox, 1));

    await expect.poll(allComplete(sandbox), { timeout: 10_000 }).toBe(true);
    const { errors } = sandbox.platform.works.find(broken.id) ?? {};
    expect(errors?.[0]?.message).toContain('makes no sense: internal.playbook');
  });

  it('stopped in the middle of jobs: they are given back, and the next process does them, none twice', async () => {
    const sandbox = await sandboxFor(protocol);
    const first = await start(sandbox, protocol, { SAMPLE_ENRICHMENT_LATENCY_MS: '300', CONNECTOR_JOBS_AT_ONCE: '5' });
    await ask(sandbox, domains(sandbox, 20));
    await first.said('job done');
    expect(await first.stop()).toBe(0);
    const port = sandbox.platform.registry.require(CONNECTOR).listen_callback_uri;
    await start(sandbox, protocol, {
      CONNECTOR_JOBS_AT_ONCE: '5',
      ...(port ? { CONNECTOR_LISTEN_PROTOCOL_API_PORT: new URL(port).port } : {}),
    });

    await expect.poll(allComplete(sandbox), { timeout: 15_000 }).toBe(true);
    await sandbox.platform.idle();
    expect(sandbox.platform.works.all().flatMap(({ errors }) => errors)).toEqual([]);
    expect(sandbox.platform.counts().entitiesByType).toEqual({ 'domain-name': 20, identity: 21, note: 20 });
  });
});

test.skipIf(!hasBroker)('two replicas share the jobs, one is killed: all are done', { timeout: 60_000 }, async () => {
  const sandbox = await sandboxFor('AMQP');
  const more = { SAMPLE_ENRICHMENT_LATENCY_MS: '5', CONNECTOR_JOBS_AT_ONCE: '10' };
  const replicas = [await start(sandbox, 'AMQP', more), await start(sandbox, 'AMQP', more)];
  await ask(sandbox, domains(sandbox, 300));
  await replicas[0]?.said('job done');
  replicas[0]?.child.kill('SIGKILL');

  await expect.poll(allComplete(sandbox), { timeout: 30_000 }).toBe(true);
  await sandbox.platform.idle();
  expect(sandbox.platform.counts().entitiesByType.note).toBe(300);
  for (const replica of replicas) expect(replica.lines.some(({ message }) => message === 'job done')).toBe(true);
});

test.skipIf(!hasBroker)('text that is not JSON is dropped with a word, and jobs go on', async () => {
  const sandbox = await sandboxFor('AMQP');
  const connector = await start(sandbox, 'AMQP');
  const wire = sandbox.platform.wire as AmqpWire;
  await wire.publishText(CONNECTOR, 'this is not JSON');
  await ask(sandbox, domains(sandbox, 1));

  const { attributes } = await connector.said('message makes no sense');
  expect(attributes).toMatchObject({ reason: 'the message is not JSON' });
  await expect.poll(allComplete(sandbox), { timeout: 10_000 }).toBe(true);
});
