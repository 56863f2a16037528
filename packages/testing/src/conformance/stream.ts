import type { Stream } from '@opencti-connectors/core';
import { describe, expect, test } from 'vitest';
import { FakeLiveStream } from '../fakes/live-stream.ts';
import { FakePlatform } from '../fakes/platform.ts';
import { followStream, type StreamHarnessOptions } from '../stream-harness.ts';
import { settingsRules } from './settings-rules.ts';

/** A receiver of its own for one run. */
export interface StreamPlace {
  /** Settings with which the connector delivers to it. */
  readonly config: Readonly<Record<string, unknown>>;
  /** How many of the given STIX ids have arrived. */
  readonly received: (ids: readonly string[]) => Promise<number>;
}

/** What the contract needs to know of a consumer of a live stream. */
export interface StreamSamples {
  readonly place: () => Promise<StreamPlace>;
  /** Settings with which nothing can be delivered. */
  readonly failing: Readonly<Record<string, unknown>>;
  /** Path of its README. */
  readonly readme: string;
}

const PROMPT_MS = 2_000;
const WAIT = { timeout: 10_000, interval: 20 };

function domain(number: number) {
  const uuid = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  return { type: 'domain-name', id: `domain-name--${uuid}`, value: `d${number}.example`, spec_version: '2.1' };
}

function streamOf(count: number, from = 0) {
  const stream = new FakeLiveStream();
  const objects = Array.from({ length: count }, (_, index) => domain(from + index));
  stream.add(...objects.map((data) => ({ type: 'create' as const, data })));
  return { stream, ids: objects.map(({ id }) => id) };
}

/** The contract that every consumer of a live stream keeps (decision 5); each test names the rule. */
export function describeStream(connector: Stream, samples: StreamSamples): void {
  const follow = (options: StreamHarnessOptions) => followStream(connector, options);

  describe(`${connector.name} keeps the contract of connectors`, () => {
    settingsRules(connector, {
      config: samples.failing,
      readme: samples.readme,
      said: async () => {
        const { stream } = streamOf(3);
        const run = await follow({ config: samples.failing, stream });
        await expect.poll(() => run.sinkReadiness.reason, WAIT).not.toBe('starting');
        await run.stop();
        return JSON.stringify([run.log.lines, run.sinkReadiness.reason]);
      },
    });
    test('(8) a receiver that fails is said, and moves no position', async () => {
      const { stream } = streamOf(5);
      const run = await follow({ config: samples.failing, stream });
      await expect.poll(() => run.sinkReadiness.reason, WAIT).toMatch(/\w+ \w+/);
      expect(run.sinkReadiness.reason).not.toBe('starting');
      await run.stop();
      expect(positionOf(run.platform)).toBeOneOf([undefined, '0-0']);
    });
    test('(9) a stop is obeyed promptly, and what was delivered is stored', async () => {
      const place = await samples.place();
      const { stream, ids } = streamOf(20);
      const run = await follow({ config: place.config, stream });
      await expect.poll(() => place.received(ids), WAIT).toBe(ids.length);
      const stopped = performance.now();
      expect(await run.stop()).toBe('stopped');
      expect(performance.now() - stopped).toBeLessThan(PROMPT_MS);
      expect(positionOf(run.platform)).toBe(stream.messages.at(-1)?.id);
    });
    test('(10) the position is stored only behind what was accepted: the next run goes on after it', async () => {
      const place = await samples.place();
      const platform = new FakePlatform();
      const { stream, ids } = streamOf(30);
      const failed = await follow({ config: samples.failing, stream, platform });
      await expect.poll(() => failed.sinkReadiness.reason, WAIT).not.toBe('starting');
      await failed.stop();
      const run = await follow({ config: place.config, stream, platform });
      await expect.poll(() => place.received(ids), WAIT).toBe(ids.length);
      await run.stop();
      const before = stream.opened.length;
      const next = await follow({ config: place.config, stream, platform });
      await expect.poll(() => stream.opened.length, WAIT).toBeGreaterThan(before);
      await next.stop();
      expect(stream.opened.at(-1)?.start).toBe(stream.messages.at(-1)?.id);
    });
    test('(11) two runs at once do not see each other', async () => {
      const [left, right] = [await samples.place(), await samples.place()];
      const [mine, other] = [streamOf(10), streamOf(10, 100)];
      const runs = [
        await follow({ config: left.config, stream: mine.stream }),
        await follow({ config: right.config, stream: other.stream }),
      ];
      await expect.poll(() => left.received(mine.ids), WAIT).toBe(10);
      await expect.poll(() => right.received(other.ids), WAIT).toBe(10);
      for (const run of runs) await run.stop();
      expect(await left.received(other.ids)).toBe(0);
      expect(await right.received(mine.ids)).toBe(0);
    });
  });
}

function positionOf({ state }: FakePlatform): unknown {
  return (JSON.parse(state || 'null') as { start_from?: unknown } | null)?.start_from;
}
