import { setTimeout as sleep } from 'node:timers/promises';
import type { Stream } from '@opencti-connectors/core';
import {
  type DeadLetter,
  type DeadLetterPort,
  type EventSpoolPort,
  StreamDriver,
  type StreamDriverOptions,
  type StreamMetrics,
} from '@opencti-connectors/core/ports';
import { FakeLiveStream } from './fakes/live-stream.ts';
import { fakeLog, fakeMetrics, fakeReadiness, noNetwork } from './fakes/outside.ts';
import { FakePlatform } from './fakes/platform.ts';
import { FakeQueue } from './fakes/queue.ts';
import { sessionOf } from './session.ts';

export interface StreamHarnessOptions {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly stream?: FakeLiveStream;
  readonly platform?: FakePlatform;
  readonly queue?: FakeQueue;
  /** Without one, an event that is refused for good stops the delivery. */
  readonly deadLetters?: DeadLetterPort;
  /** Without one, nothing is read while the receiver is away and memory is full. */
  readonly spool?: EventSpoolPort;
  readonly driver?: Partial<StreamDriverOptions>;
}

const CONNECTOR_ID = '00000000-0000-4000-8000-000000000002';

/** Dead letters in memory. */
export class FakeDeadLetters implements DeadLetterPort {
  letters: DeadLetter[] = [];
  #put = 0;

  async put(letters: readonly DeadLetter[]): Promise<void> {
    this.letters.push(...letters);
    this.#put += letters.length;
  }

  async *read(): AsyncGenerator<DeadLetter> {
    this.#put = 0;
    yield* this.letters.splice(0);
  }

  async replace(left: readonly DeadLetter[]): Promise<number> {
    this.letters.push(...left);
    return this.#put;
  }
}

/** Metrics of a stream that count by name. */
export function fakeStreamMetrics(): StreamMetrics & { readonly counts: Map<string, number> } {
  const counts = new Map<string, number>();
  const add = (name: string) => (amount: number) => void counts.set(name, (counts.get(name) ?? 0) + amount);
  return {
    counts,
    read: add('read'),
    filtered: add('filtered'),
    delivered: add('delivered'),
    retried: () => add('retried')(1),
    deadLettered: add('deadLettered'),
    pending: (events) => void counts.set('pending', events),
    spooled: (bytes) => void counts.set('spooled', bytes),
    lag: (seconds) => void counts.set('lag', seconds),
  };
}

/** The driver of streams over ports in memory, with the real clock and short pauses. `stop` ends it as SIGTERM does. */
export async function followStream(connector: Stream, options: StreamHarnessOptions = {}) {
  const { stream = new FakeLiveStream(), platform = new FakePlatform(), queue = new FakeQueue() } = options;
  const log = fakeLog();
  const [readiness, streamReadiness, sinkReadiness] = [fakeReadiness(), fakeReadiness(), fakeReadiness()];
  const clock = {
    now: () => new Date(),
    sleep: async (ms: number, signal?: AbortSignal) => void (await sleep(ms, undefined, signal ? { signal } : {})),
  };
  const streamMetrics = fakeStreamMetrics();
  const ports = {
    ...{ platform, queue, stream, clock, log, readiness, streamReadiness, sinkReadiness, streamMetrics },
    metrics: fakeMetrics(),
    http: noNetwork,
    deadLetters: options.deadLetters,
    spool: options.spool,
  };
  const session = sessionOf(ports, { ...connector, id: CONNECTOR_ID });
  const controller = new AbortController();
  await session.register({ once: true, signal: controller.signal });
  const config = Object.freeze(connector.config.parse(options.config ?? {})) as Record<string, unknown>;
  const driver = new StreamDriver(connector, config, session, ports, {
    settings: {
      ...{ streamId: 'fake', listenDelete: true, noDependencies: true, withInferences: false },
      ...{ startTimestamp: 0, recoverIsoDate: false },
    },
    ...{ platformUrl: 'https://opencti.example', once: false, saveEveryMs: 20, drainMs: 1_000 },
    ...{ reconnectMs: 5, refusedMs: 20, takeOverMs: 200 },
    ...options.driver,
  });
  const ended = driver.drive(controller.signal);
  ended.catch(() => undefined);
  const stop = async () => {
    controller.abort(new DOMException('Stopped', 'AbortError'));
    return ended;
  };
  return {
    driver,
    ended,
    stop,
    session,
    platform,
    queue,
    stream,
    log,
    readiness,
    streamReadiness,
    sinkReadiness,
    streamMetrics,
  };
}
