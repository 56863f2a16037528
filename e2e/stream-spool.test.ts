/** The stream listener as a process with a spool: the receiver is away, the process is killed, nothing is missing. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openctiValue } from '@opencti-connectors/core/stix';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { afterEach, expect, test } from 'vitest';
import { compareIds } from '../packages/core/src/drive/stream-position.ts';
import { type ConnectorProcess, freePort } from './connector-process.ts';
import { LISTENER, openCollection, Receiver, startListener, temporaryFolder } from './stream-place.ts';

const ENTITIES = 20;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function place(more: Readonly<Record<string, string>> = {}) {
  const sandbox = await startSandbox({ port: 0 });
  closing.push(() => sandbox.close());
  const id = openCollection(sandbox);
  const port = await freePort();
  const dataDir = temporaryFolder();
  const own = {
    SINK: 'webhook',
    WEBHOOK_URL: `http://127.0.0.1:${port}/hook`,
    DATA_DIR: dataDir,
    // Little room: the disk is used soon.
    ...{ LANES: '3', BATCH_KB: '8', BATCH_WAIT: 'PT0.01S' },
    ...more,
  };
  const start = async (): Promise<ConnectorProcess> => {
    const listener = startListener({ url: sandbox.url, token: sandbox.platform.connectorToken }, id, own);
    closing.push(() => listener.child.kill('SIGKILL'));
    await listener.said('live stream is open');
    return listener;
  };
  const receive = async () => {
    const made = await new Receiver().open(port);
    closing.push(() => made.close());
    return made;
  };
  const spooled = () => readdirSync(join(dataDir, 'spool')).filter((name) => name.endsWith('.events'));
  return { sandbox, start, receive, spooled };
}

/** The next states of all entities, each an event. */
function change(sandbox: Sandbox, count: number, from = 0): void {
  for (let number = from; number < from + count; number++) {
    const value = `d${number % ENTITIES}.example`;
    const x_opencti_description = String(Math.floor(number / ENTITIES));
    const id = `domain-name--${value}`;
    sandbox.platform.graph.upsert({ type: 'domain-name', id, value, x_opencti_description, padding: 'x'.repeat(700) });
  }
}

const positionOf = (sandbox: Sandbox): string =>
  JSON.parse(sandbox.platform.registry.find(LISTENER)?.connector_state || '{}').start_from ?? '';
/** True when the stored position has passed everything that has happened. */
const isPast = (sandbox: Sandbox): boolean =>
  positionOf(sandbox) !== '' && compareIds(positionOf(sandbox), sandbox.platform.changes.log.lastId ?? '') >= 0;

async function kill(listener: ConnectorProcess): Promise<void> {
  listener.child.kill('SIGKILL');
  await listener.exited;
}

/** States of each entity as they came. */
function states({ events }: Receiver): Map<string, number[]> {
  const seen = new Map<string, number[]>();
  for (const { data } of events) {
    const state = Number(openctiValue(data, 'description'));
    const value = data.value ?? '';
    seen.set(value, [...(seen.get(value) ?? []), state]);
  }
  return seen;
}

/** Nothing missing; a restart may repeat the newest ones, but nobody sees a state before those that lead to it. */
function expectAll(receiver: Receiver, count: number): void {
  const wanted = Array.from({ length: count / ENTITIES }, (_, index) => index);
  const seen = states(receiver);
  expect(seen.size).toBe(ENTITIES);
  for (const found of seen.values()) {
    expect([...new Set(found)]).toEqual(wanted);
    expect(found.at(-1)).toBe(wanted.at(-1));
  }
}

const isComplete = (receiver: Receiver, count: number) => () =>
  [...states(receiver).values()].every((found) => found.at(-1) === count / ENTITIES - 1) &&
  states(receiver).size === ENTITIES;

test('the receiver is away: events go to the disk and the position moves on; killed, nothing is missing', async () => {
  const { sandbox, start, receive, spooled } = await place();
  const first = await start();
  change(sandbox, 2_000);
  await first.said('the receiver gives no room: events are kept on disk meanwhile');
  await expect.poll(() => isPast(sandbox), { timeout: 30_000 }).toBe(true);
  expect(spooled().length).toBeGreaterThan(0);
  await kill(first);

  change(sandbox, 1_000, 2_000);
  const second = await start();
  await second.said('events wait on disk, they are delivered first');
  await expect.poll(() => isPast(sandbox), { timeout: 30_000 }).toBe(true);
  const receiver = await receive();
  change(sandbox, 200, 3_000);
  await expect.poll(isComplete(receiver, 3_200), { timeout: 60_000 }).toBe(true);
  await second.said('nothing waits on disk any more');
  change(sandbox, 200, 3_200);
  await expect.poll(isComplete(receiver, 3_400), { timeout: 15_000 }).toBe(true);
  expect(await second.stop()).toBe(0);
  expectAll(receiver, 3_400);
  // Each came once: nothing was repeated, for the position had passed what was on disk.
  expect(receiver.events).toHaveLength(3_400);
  expect(spooled()).toEqual([]);
  expect(isPast(sandbox)).toBe(true);
}, 120_000);

test('killed at random while a moody receiver is served from the disk: nothing missing, in order', async () => {
  const { sandbox, start, receive, spooled } = await place();
  let listener = await start();
  change(sandbox, 1_000);
  await listener.said('the receiver gives no room: events are kept on disk meanwhile');
  await expect.poll(() => isPast(sandbox), { timeout: 30_000 }).toBe(true);
  const receiver = await receive();
  receiver.answer = () => ({ status: Math.random() < 0.03 ? 503 : 200 });
  let number = 1_000;
  for (let round = 0; round < 5; round++, number += 400) {
    change(sandbox, 400, number);
    await sleep(Math.random() * 7_000);
    await kill(listener);
    listener = await start();
  }
  await expect.poll(isComplete(receiver, number), { timeout: 120_000 }).toBe(true);
  expect(await listener.stop()).toBe(0);
  expectAll(receiver, number);
  expect(spooled()).toEqual([]);
}, 240_000);

test('at its bound the disk takes no more, and the stream waits on the platform', async () => {
  const { sandbox, start, receive, spooled } = await place({ SPOOL_MB: '2' });
  const listener = await start();
  change(sandbox, 2_000);
  await listener.said('no more is kept on disk: the stream is read on when the receiver has taken some');
  expect(isPast(sandbox)).toBe(false);
  const receiver = await receive();
  await expect.poll(isComplete(receiver, 2_000), { timeout: 60_000 }).toBe(true);
  expect(await listener.stop()).toBe(0);
  expectAll(receiver, 2_000);
  expect(receiver.events).toHaveLength(2_000);
  expect(spooled()).toEqual([]);
}, 120_000);
