/** The reference client, unmodified, against the sandbox; and as the worker's library, against what we send. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { afterEach, describe, expect, test } from 'vitest';
import { splitBundle } from '../packages/core/src/bundle/split.ts';
import { partMessage } from '../packages/core/src/queue/part-message.ts';
import { sandboxOnBroker } from './amqp-wires.ts';
import { brokerPlace, hasBroker } from './broker/vhost.ts';
import { freePort } from './connector-process.ts';
import { hasPeer, Peer } from './peer/python.ts';

const CONNECTOR = '3c0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d33';
const SAMPLE = join(import.meta.dirname, '../connectors/mitre-attack/sample/ics-attack.json');

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function sandboxFor(broker: boolean): Promise<Sandbox> {
  const sandbox = broker
    ? await sandboxOnBroker(await brokerPlace())
    : await startSandbox({ port: 0, callbackRetryMs: 200 });
  closing.push(() => sandbox.close());
  return sandbox;
}

function start(sandbox: Sandbox, script: string, more: Record<string, string>): Peer {
  const peer = new Peer(script, {
    OPENCTI_URL: sandbox.url,
    OPENCTI_TOKEN: sandbox.platform.connectorToken,
    CONNECTOR_ID: CONNECTOR,
    ...more,
  });
  closing.push(async () => peer.child.kill('SIGKILL'));
  return peer;
}

describe.skipIf(!hasPeer).each([
  ['amqp', true],
  ['api', false],
] as const)('the reference client over %s', (protocol, broker) => {
  const it = test.skipIf(broker && !hasBroker);

  it('registers, pings, sends a bundle that arrives, and gets its state reset', { timeout: 60_000 }, async () => {
    const sandbox = await sandboxFor(broker);
    const peer = start(sandbox, 'import.py', { QUEUE: protocol });
    expect(await peer.said('registered')).toMatchObject({ state: null });
    const { sent, work } = await peer.said('sent');
    expect(sent).toBe(3);

    await sandbox.platform.idle();
    expect(sandbox.platform.works.find(String(work))).toMatchObject({ status: 'complete', errors: [], processed: 3 });
    expect(sandbox.platform.counts()).toMatchObject({
      entitiesByType: { tool: 1, malware: 1 },
      relationshipsByType: { uses: 1 },
    });
    // A ping of its other thread may still bring the state before; the next one does not.
    const state = () => sandbox.platform.registry.require(CONNECTOR).connector_state;
    await expect.poll(state, { timeout: 10_000 }).toBe('{"page": 7}');

    sandbox.platform.registry.reset(CONNECTOR);
    const seen = peer.lines.length;
    peer.write('state');
    expect(await peer.said('state', seen)).toEqual({ state: null });
  });

  it('listens: a job arrives and its work ends with what it says', { timeout: 60_000 }, async () => {
    const sandbox = await sandboxFor(broker);
    const port = String(await freePort());
    const peer = start(sandbox, 'listen.py', { LISTEN: protocol.toUpperCase(), PORT: port });
    await peer.said('registered');
    const connector = sandbox.platform.registry.require(CONNECTOR);
    const work = sandbox.platform.works.addJob(CONNECTOR, 'Manual import of a.json', 'import/global/a.json', 'user');
    const internal = { work_id: work.id, applicant_id: 'user', draft_id: null, trigger: 'update', mode: 'auto' };
    const event = { file_id: 'import/global/a.json', file_mime: 'application/json', file_fetch: '/storage/get/a' };
    await sandbox.platform.wire.job(connector, { internal, event, configuration: null });

    expect(await peer.said('job')).toEqual({ job: 'import/global/a.json' });
    await expect.poll(() => sandbox.platform.works.find(work.id)?.status, { timeout: 20_000 }).toBe('complete');
    const messages = sandbox.platform.works.find(work.id)?.messages.map(({ message }) => message);
    expect(messages).toContain('Peer read import/global/a.json');
  });
});

test.skipIf(!hasPeer)(
  'as the library of the worker it takes every message that we send',
  { timeout: 60_000 },
  async () => {
    const { objects } = JSON.parse(readFileSync(SAMPLE, 'utf8')) as { objects: { type: string }[] };
    const { parts } = splitBundle({ type: 'bundle', id: 'bundle--1', objects });
    const peer = new Peer('split.py', {});
    for (const [index, part] of parts.entries())
      peer.write(partMessage(part, index + 1, { applicantId: 'u' }).toString());
    peer.child.stdin?.end();

    expect(await peer.said('accepted')).toEqual({ accepted: parts.length, refused: [] });
  },
);
