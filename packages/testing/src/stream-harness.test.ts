import { defineStream, SourceError, type Stream, type StreamEvent } from '@opencti-connectors/core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { FakeLiveStream } from './fakes/live-stream.ts';
import { FakePlatform } from './fakes/platform.ts';
import { FakeDeadLetters, followStream } from './stream-harness.ts';

const WAIT = { timeout: 5_000, interval: 10 };

function collecting(seen: string[], take: (event: StreamEvent) => void = () => undefined): Stream {
  const connector = defineStream({
    slug: 'collecting',
    name: 'Collecting',
    description: 'Keeps what it sees.',
    scope: [],
    config: z.object({}),
    async onEvent(_ctx, event) {
      take(event);
      seen.push(event.data.id);
    },
  });
  return connector as unknown as Stream;
}

const create = (id: string) => ({ type: 'create' as const, data: { type: 'malware', id } });

test('one of two processes delivers; when it is gone, the other takes over where it stood', async () => {
  const [platform, stream] = [new FakePlatform(), new FakeLiveStream()];
  const [first, second]: [string[], string[]] = [[], []];
  stream.add(create('a'));
  const one = await followStream(collecting(first), { platform, stream });
  await expect.poll(() => platform.state, WAIT).toContain(stream.messages[0]?.id);
  const two = await followStream(collecting(second), { platform, stream });
  // Whoever stores the next position first goes on.
  stream.add(create('b'));
  const standsBy = () =>
    [one, two].filter(({ streamReadiness }) => String(streamReadiness.reason).includes('only stands by')).length;
  await expect.poll(standsBy, WAIT).toBe(1);
  const [working, waiting] = String(one.streamReadiness.reason).includes('stands by') ? [two, one] : [one, two];
  const late = waiting === one ? first : second;
  await working.stop();
  stream.add(create('c'));
  await expect.poll(() => late.at(-1), WAIT).toBe('c');
  await waiting.stop();
  expect(JSON.parse(platform.state ?? '')).toMatchObject({ start_from: stream.messages.at(-1)?.id });
});

test('an event at fault is found, kept with its reason, and replayed', async () => {
  const [stream, deadLetters, seen] = [new FakeLiveStream(), new FakeDeadLetters(), [] as string[]];
  let isStrict = true;
  const connector = collecting(seen, ({ data }) => {
    if (isStrict && data.id === 'bad') throw new SourceError('bad is not wanted');
  });
  stream.add(create('a'), create('bad'), create('b'));
  const run = await followStream(connector, { stream, deadLetters });
  await expect.poll(() => seen, WAIT).toEqual(['a', 'b']);
  expect(deadLetters.letters).toMatchObject([{ type: 'create', reason: 'bad is not wanted' }]);
  await run.stop();
  isStrict = false;
  expect(await run.driver.replay(new AbortController().signal)).toEqual({ delivered: 1, left: 0 });
  expect(seen).toEqual(['a', 'b', 'bad']);
});

test('a reset of the state starts as at first', async () => {
  const [platform, stream, seen] = [new FakePlatform(), new FakeLiveStream(), [] as string[]];
  stream.add(create('a'), create('b'));
  const run = await followStream(collecting(seen), { platform, stream });
  await expect.poll(() => platform.state, WAIT).toContain(stream.messages[1]?.id);
  platform.reset();
  stream.add(create('c'));
  await expect.poll(() => seen.filter((id) => id === 'a').length, WAIT).toBe(2);
  await run.stop();
});
