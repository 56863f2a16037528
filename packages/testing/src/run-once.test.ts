import { defineExternalImport, type ExternalImport, PlatformError, SourceError } from '@opencti-connectors/core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { FakePlatform } from './fakes/platform.ts';
import { FakeQueue } from './fakes/queue.ts';
import { harness, runOnce } from './run-once.ts';

type Context = Parameters<ExternalImport['run']>[0];

function connector(run: (ctx: Context) => Promise<void>): ExternalImport {
  return defineExternalImport({
    slug: 'feed',
    name: 'Feed',
    description: 'A feed for tests.',
    scope: ['malware'],
    every: 'P1D',
    author: { name: 'Feed Makers' },
    marking: () => 'TLP:GREEN',
    config: z.object({}),
    state: z.object({ page: z.number().default(0) }),
    run: (ctx) => run(ctx as unknown as Context),
  }) as unknown as ExternalImport;
}

const MALWARE = { type: 'malware', id: 'malware--36297121-bf18-56e1-b200-d39c9f9f5cee', name: 'Emotet' };

const importing = connector(async (ctx) => {
  ctx.bundle.add(MALWARE);
  ctx.state.update({ page: 1 });
});

test('sends what was added with author and marking, ends the work, then stores the state', async () => {
  const { outcome, objects, platform } = await runOnce(importing);

  expect(outcome.status).toBe('done');
  expect(objects.map(({ type }) => type).sort()).toEqual(['identity', 'malware', 'marking-definition']);
  expect(objects.find(({ type }) => type === 'malware')).toHaveProperty('created_by_ref');
  expect(platform.works).toMatchObject([{ status: 'complete', errors: [] }]);
  expect(JSON.parse(platform.state ?? '')).toMatchObject({ page: 1 });
});

test('opens no work when nothing was sent, and still remembers the run', async () => {
  const { outcome, platform } = await runOnce(connector(async () => undefined));

  expect(outcome.status).toBe('unchanged');
  expect(platform.works).toEqual([]);
  expect(platform.state).toContain('last_start');
});

test('a source that fails ends a work in error with its sentence and moves no state', async () => {
  const failing = connector(async (ctx) => {
    ctx.bundle.add(MALWARE);
    ctx.state.update({ page: 2 });
    throw new SourceError('https://feed.example answers 503');
  });

  const { outcome, platform, queue } = await runOnce(failing);

  expect(outcome.status).toBe('failed');
  expect(platform.works).toMatchObject([{ status: 'complete', errors: ['https://feed.example answers 503'] }]);
  expect(queue.sent).toEqual([]);
  expect(platform.state).toBe('null');
});

test('a run that failed is tried again soon and more and more rarely, not after a whole period', async () => {
  const starts: number[] = [];
  const stop = new AbortController();
  const moody = connector(async (ctx) => {
    starts.push(ctx.now().getTime());
    if (starts.length < 5) throw new SourceError('https://feed.example answers 503');
    if (starts.length === 6) stop.abort(new Error('enough'));
  });
  const { driver, session, platform } = harness(moody, { once: false });
  await session.register({ once: true, signal: stop.signal });
  await driver.drive(stop.signal);

  const minutes = starts.slice(1).map((start, index) => (start - (starts[index] ?? 0)) / 60_000);
  for (const [index, waited] of minutes.slice(0, 4).entries()) {
    expect(waited).toBeGreaterThanOrEqual(2 ** index / 2);
    expect(waited).toBeLessThanOrEqual(2 ** index + 1);
  }
  // After a success a whole day passes.
  expect(minutes[4]).toBeGreaterThanOrEqual(24 * 60);
  expect(platform.works).toHaveLength(4);
});

test('state is not stored when the platform refuses the data', async () => {
  const queue = new FakeQueue();
  queue.nextError = new PlatformError('queue refused', { code: 'UNSUPPORTED_ERROR' });

  const { outcome, platform } = await runOnce(importing, { queue });

  expect(outcome.status).toBe('failed');
  expect(platform.state).toBe('null');
  expect(platform.works[0]?.errors).toEqual(['queue refused']);
});

test('what was accepted before a failure keeps its state', async () => {
  const paged = connector(async (ctx) => {
    ctx.bundle.add(MALWARE);
    await ctx.bundle.send();
    ctx.state.update({ page: 1 });
    ctx.bundle.add({ ...MALWARE, id: 'malware--00000000-0000-4000-8000-000000000002' });
    ctx.state.update({ page: 2 });
    throw new Error('boom');
  });

  const { platform } = await runOnce(paged);

  expect(JSON.parse(platform.state ?? '')).toEqual({ page: 1 });
  expect(platform.works[0]?.errors).toEqual(['Unexpected error: boom']);
});

test('a stop ends a handler that does not listen, closes the work as stopped and moves no state', async () => {
  const controller = new AbortController();
  const hanging = connector(async (ctx) => {
    ctx.bundle.add(MALWARE);
    await ctx.bundle.send();
    ctx.bundle.add({ ...MALWARE, id: 'malware--00000000-0000-4000-8000-000000000002' });
    ctx.state.update({ page: 9 });
    controller.abort();
    await new Promise(() => undefined);
  });

  const { outcome, platform } = await runOnce(hanging, { signal: controller.signal });

  expect(outcome.status).toBe('stopped');
  expect(platform.works[0]?.errors[0]).toContain('stopped');
  expect(platform.state).toBe('null');
});

test('closes the works that an earlier process left open', async () => {
  const platform = new FakePlatform();
  platform.works.push({ id: 'work_old', name: 'old', status: 'progress', messages: [], errors: [] });

  await runOnce(importing, { platform });

  expect(platform.works[0]).toMatchObject({ id: 'work_old', status: 'complete' });
  expect(platform.works[0]?.errors[0]).toContain('stopped before');
});

test('skips the run when another process with this id has stored a newer state', async () => {
  const { driver, session, platform, log } = harness(importing);
  const { signal } = new AbortController();
  await session.register({ once: true, signal });
  platform.state = '{"page":7}';

  const outcome = await driver.runOnce(signal);

  expect(outcome.status).toBe('skipped');
  expect(platform.state).toBe('{"page":7}');
  expect(log.lines.some(({ message }) => message.includes('another process'))).toBe(true);
});

test('a reset on the platform makes the next run a first run', async () => {
  const platform = new FakePlatform();
  platform.state = '{"page":7}';
  const seen: unknown[] = [];
  const { driver, session } = harness(
    connector(async (ctx) => void seen.push(ctx.state.current)),
    { platform },
  );
  const { signal } = new AbortController();
  await session.register({ once: true, signal });
  await driver.runOnce(signal);
  platform.state = '';

  await driver.runOnce(signal);

  expect(seen).toEqual([{ page: 7 }, { page: 0 }]);
});

test('registration waits for a platform that is away, saying so once per reason', async () => {
  const platform = new FakePlatform();
  platform.fail('register', new PlatformError('platform cannot be reached', { retryable: true }), 3);
  const { session, readiness } = harness(importing, { platform });

  await session.register({ once: false, signal: new AbortController().signal });

  expect(platform.registrations).toBe(1);
  expect(readiness.reason).toBeUndefined();
});

test('reads the state of the official connector, and takes an unreadable one as none', async () => {
  const official = new FakePlatform();
  official.state = '{"last_run": 1767225600}';
  const { session } = harness(importing, { platform: official });
  await session.register({ once: true, signal: new AbortController().signal });
  expect(session.state.lastStart?.toISOString()).toBe('2026-01-01T00:00:00.000Z');

  const broken = new FakePlatform();
  broken.state = '[1]';
  const { session: second, log } = harness(importing, { platform: broken });
  await second.register({ once: true, signal: new AbortController().signal });
  expect(second.state.value).toEqual({});
  expect(log.lines.some(({ level }) => level === 'warn')).toBe(true);
});

test('waits while the queue is above its threshold', async () => {
  const platform = new FakePlatform();
  platform.queueBytes = 10;
  const { driver, session, clock, queue } = harness(importing, { platform, queueThresholdBytes: 5 });
  const { signal } = new AbortController();
  await session.register({ once: true, signal });
  const sleep = clock.sleep.bind(clock);
  clock.sleep = async (ms, stop) => {
    expect(platform.info?.buffering).toBe(true);
    expect(queue.sent).toEqual([]);
    platform.queueBytes = 0;
    await sleep(ms, stop);
  };

  expect((await driver.runOnce(signal)).status).toBe('done');
  expect(platform.info?.buffering).toBe(false);
});

test('an object that is not STIX is refused by path and reason, the rest goes through', async () => {
  const mixed = connector(async (ctx) => {
    ctx.bundle.addAll([MALWARE, { ...MALWARE, id: 'malware--2' }, { type: 'tool' } as never]);
  });

  const { outcome, platform, objects, log } = await runOnce(mixed);

  expect(outcome).toMatchObject({ status: 'done', totals: { refused: 2 } });
  expect(objects.filter(({ type }) => type === 'malware')).toHaveLength(1);
  expect(platform.works[0]?.messages[0]).toContain(
    'refused: malware--2: $.id is not <type>--<UUID>; an object without id',
  );
  expect(log.lines.filter(({ message }) => message === 'object refused')).toHaveLength(2);
});

test('a run of which everything is refused ends its work in error', async () => {
  const { platform } = await runOnce(connector(async (ctx) => void ctx.bundle.add({ ...MALWARE, id: 'malware--2' })));

  expect(platform.works[0]?.errors[0]).toContain('0 objects sent in 0 parts, 1 refused');
});

test('relates two objects', async () => {
  const relating = connector(async (ctx) => {
    const target = ctx.bundle.add({ ...MALWARE, id: 'malware--00000000-0000-4000-8000-000000000002', name: 'Other' });
    ctx.bundle.relate(ctx.bundle.add(MALWARE), 'variant-of', target, { description: 'Same code.' });
  });

  const { objects } = await runOnce(relating);

  expect(objects.find((one) => one.type === 'relationship')).toMatchObject({
    relationship_type: 'variant-of',
    source_ref: MALWARE.id,
    description: 'Same code.',
  });
});
