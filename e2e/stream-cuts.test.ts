/** The driver over real sockets: 500 cuts at random moments, and what the port promises. */
import { setTimeout as sleep } from 'node:timers/promises';
import { defineStream, type Stream, type StreamEvent } from '@opencti-connectors/core';
import { openctiValue } from '@opencti-connectors/core/stix';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PlatformClient } from '../packages/core/src/client/client.ts';
import { createLiveStream } from '../packages/core/src/client/live-stream.ts';
import type { LiveMessage, LiveStreamPort } from '../packages/core/src/ports/stream.ts';
import { FakeLiveStream, followStream } from '../packages/testing/src/index.ts';
import { TcpProxy } from './faults/tcp-proxy.ts';
import { openCollection } from './stream-place.ts';

const CUTS = 500;
const ENTITIES = 40;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function sandboxBehindProxy(): Promise<{ sandbox: Sandbox; proxy: TcpProxy; url: string }> {
  const sandbox = await startSandbox({ port: 0 });
  closing.push(() => sandbox.close());
  const proxy = await new TcpProxy({ host: '127.0.0.1', port: Number(new URL(sandbox.url).port) }).up();
  closing.push(() => proxy.down());
  return { sandbox, proxy, url: `http://127.0.0.1:${proxy.port}` };
}

function liveStream(sandbox: Sandbox, url = sandbox.url): LiveStreamPort {
  const token = sandbox.platform.connectorToken;
  return createLiveStream(new PlatformClient({ url, token, userAgent: 'test', retryBaseMs: 1 }));
}

/** The n-th state of an entity. */
function change(sandbox: Sandbox, number: number): void {
  const value = `d${number % ENTITIES}.example`;
  const x_opencti_description = String(Math.floor(number / ENTITIES));
  const padding = 'x'.repeat(number % 997);
  sandbox.platform.graph.upsert({
    type: 'domain-name',
    id: `domain-name--${value}`,
    value,
    x_opencti_description,
    padding,
  });
}

test(`${CUTS} cuts at random moments: every event is delivered, in order for each entity`, async () => {
  const { sandbox, proxy, url } = await sandboxBehindProxy();
  const seen = new Map<string, number[]>();
  const connector = defineStream({
    slug: 'cut',
    name: 'Cut',
    description: 'Keeps what it sees.',
    scope: [],
    config: z.object({}),
    lanes: () => 4,
    batch: () => ({ events: 20 }),
    async open() {
      return {
        async deliver(events: readonly StreamEvent[]) {
          await sleep(Math.random() * 3);
          for (const { data } of events) {
            const states = seen.get(String(data.value)) ?? [];
            seen.set(String(data.value), [...states, Number(openctiValue(data, 'description'))]);
          }
        },
      };
    },
  });
  const settings = {
    streamId: openCollection(sandbox),
    listenDelete: true,
    noDependencies: true,
    withInferences: false,
  };
  sandbox.platform.heartbeatMs = 20;
  const run = await followStream(connector as unknown as Stream, {
    stream: liveStream(sandbox, url) as never,
    driver: { settings: { ...settings, startTimestamp: undefined, recoverIsoDate: undefined }, reconnectMs: 2 },
  });
  await expect.poll(() => run.log.lines.some(({ message }) => message === 'live stream is open')).toBe(true);
  const openings = () => run.log.lines.filter(({ message }) => message === 'live stream is open').length;
  let number = 0;
  for (let cuts = 0; cuts < CUTS; cuts++) {
    for (let more = Math.random() * 20; more > 0; more--) change(sandbox, number++);
    await sleep(Math.random() * 20);
    // Each cut meets an open stream, some in the middle of what it sends.
    while (openings() <= cuts) await sleep(1);
    proxy.cut();
  }
  const perEntity = Math.ceil(number / ENTITIES);
  for (; number < perEntity * ENTITIES; number++) change(sandbox, number);
  const wanted = Array.from({ length: perEntity }, (_, index) => index);
  const complete = () => [...seen.values()].filter((states) => new Set(states).size === perEntity).length;
  await expect.poll(complete, { timeout: 30_000 }).toBe(ENTITIES);
  // After the last cut too, though everything may have come before it.
  await expect.poll(openings, { timeout: 30_000 }).toBeGreaterThan(CUTS);
  await run.stop();
  console.info(`${CUTS} cuts, ${openings()} openings, ${number} events, ${ENTITIES} entities`);
  // No cut makes anything come twice: the stream goes on after the last event that came whole.
  for (const states of seen.values()) expect(states).toEqual(wanted);
}, 120_000);

/** Reads until `count` events have come. */
async function read(
  stream: LiveStreamPort,
  streamId: string,
  start: string | undefined,
  count: number,
): Promise<LiveMessage[]> {
  const controller = new AbortController();
  const query = {
    streamId,
    start,
    recover: undefined,
    listenDelete: true,
    noDependencies: true,
    withInferences: false,
  };
  const found: LiveMessage[] = [];
  for await (const messages of await stream.open(query, controller.signal)) {
    found.push(...messages);
    if (found.filter(({ event }) => event === 'create').length >= count) break;
  }
  return found;
}

describe.each(['the platform', 'memory'] as const)('a live stream from %s', (where) => {
  async function place() {
    if (where === 'memory') {
      const fake = new FakeLiveStream();
      const data = (number: number) => ({
        type: 'domain-name',
        id: `domain-name--${number}`,
        value: `d${number}.example`,
      });
      fake.add(...[0, 1, 2].map((number) => ({ type: 'create' as const, data: data(number) })));
      return { stream: fake as LiveStreamPort, id: 'fake', stop: () => fake.stop() };
    }
    const { sandbox } = await sandboxBehindProxy();
    const id = openCollection(sandbox);
    for (const number of [0, 1, 2]) change(sandbox, number);
    const collection = sandbox.platform.streams.find(id);
    const stop = () => {
      if (collection) collection.stream_live = false;
    };
    return { stream: liveStream(sandbox), id, stop };
  }

  test('says first what it holds, then what came after the start, which is exclusive', async () => {
    const { stream, id } = await place();
    const all = await read(stream, id, '0-0', 3);
    const [connected, first, second] = all;
    expect(connected).toMatchObject({ event: 'connected', id: undefined });
    expect(JSON.parse(connected?.data ?? '')).toMatchObject({ firstEventId: first?.id, lastEventId: all.at(-1)?.id });
    const after = await read(stream, id, first?.id, 2);
    expect(after[1]?.id).toBe(second?.id);
  });

  test('a stopped one is refused by its own code, and an abort ends the reading', async () => {
    const { stream, id, stop } = await place();
    const controller = new AbortController();
    const query = { streamId: id, start: undefined, recover: undefined };
    const options = { listenDelete: true, noDependencies: true, withInferences: false };
    const reading = (async () => {
      for await (const messages of await stream.open({ ...query, ...options }, controller.signal)) {
        if (messages.length > 0) controller.abort(new Error('enough'));
      }
    })();
    await expect(reading).rejects.toThrow('enough');
    stop();
    const refused = stream.open({ ...query, ...options }, new AbortController().signal);
    await expect(refused).rejects.toMatchObject({ code: 'STREAM_STOPPED' });
  });
});

test('a silent platform is given up, a slow reader is not', async () => {
  const { sandbox } = await sandboxBehindProxy();
  const id = openCollection(sandbox);
  sandbox.platform.heartbeatMs = 60_000;
  change(sandbox, 1);
  const token = sandbox.platform.connectorToken;
  const client = new PlatformClient({ url: sandbox.url, token, userAgent: 'test' });
  const query = {
    streamId: id,
    start: '0-0',
    recover: undefined,
    listenDelete: true,
    noDependencies: true,
    withInferences: false,
  };
  const opened = await createLiveStream(client, { idleMs: 300 }).open(query, new AbortController().signal);
  const slowly = (async () => {
    for await (const _messages of opened) await sleep(500);
  })();
  await expect(slowly).rejects.toMatchObject({ code: 'STREAM_SILENT' });
});
