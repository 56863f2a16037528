import { PlatformError } from '@opencti-connectors/core';
import type { ConnectorInfo, PlatformPort, QueuePort, RegisterInput } from '@opencti-connectors/core/ports';
import { describe, expect, test } from 'vitest';

/** A platform to test, empty, and a way to look at its works. */
export interface PlatformUnderTest {
  readonly platform: PlatformPort;
  /** Resets a connector's state as an administrator does. */
  reset(connectorId: string): void;
  work(id: string): { readonly status: string; readonly errors: readonly string[] } | undefined;
  close(): Promise<void>;
}

const INPUT: RegisterInput = {
  id: '00000000-0000-4000-8000-00000000000a',
  name: 'Under test',
  type: 'EXTERNAL_IMPORT',
  scope: ['malware'],
  auto: false,
  auto_update: false,
  enrichment_resolution: 'none',
  only_contextual: false,
  playbook_compatible: false,
  listen_callback_uri: null,
};
const INFO: ConnectorInfo = {
  run_and_terminate: false,
  buffering: false,
  queue_threshold: 500,
  queue_messages_size: 0,
  next_run_datetime: null,
  last_run_datetime: null,
};

/** What the drivers count on in a platform: fakes and the real client over HTTP pass the same suite. */
export function describePlatform(name: string, open: () => Promise<PlatformUnderTest>): void {
  const using = (check: (under: PlatformUnderTest) => Promise<void>) => async () => {
    const under = await open();
    try {
      await check(under);
    } finally {
      await under.close();
    }
  };

  describe(`${name} is a platform`, () => {
    test(
      'a registration gives no state at first, and the stored one later',
      using(async ({ platform }) => {
        expect((await platform.register(INPUT)).state).toBeNull();
        await platform.ping(INPUT.id, '{"page":1}', INFO);
        expect((await platform.register(INPUT)).state).toBe('{"page":1}');
        expect(await platform.readState(INPUT.id)).toBe('{"page":1}');
      }),
    );
    test(
      'after a reset the state of the next ping is not taken',
      using(async ({ platform, reset }) => {
        await platform.register(INPUT);
        await platform.ping(INPUT.id, '{"page":1}', INFO);
        reset(INPUT.id);
        expect((await platform.readState(INPUT.id)) ?? '').toBe('');
        expect((await platform.ping(INPUT.id, '{"page":2}', INFO)).state ?? '').toBe('');
        expect((await platform.ping(INPUT.id, '{"page":3}', INFO)).state).toBe('{"page":3}');
      }),
    );
    test(
      'a work is open until it is processed, in error too',
      using(async ({ platform, work }) => {
        await platform.register(INPUT);
        const opened = await platform.openWork(INPUT.id, 'A run', { multiPart: true });
        expect(opened.multiPart).toBe(true);
        expect((await platform.openWorks(INPUT.id)).map(({ id }) => id)).toEqual([opened.id]);
        await platform.received(opened.id, 'Started');
        await platform.processed(opened.id, 'The source is gone.', true);
        expect(work(opened.id)).toEqual({ status: 'complete', errors: ['The source is gone.'] });
        expect(await platform.openWorks(INPUT.id)).toEqual([]);
      }),
    );
    test(
      'it knows its version, its user and an empty queue',
      using(async ({ platform }) => {
        await platform.register(INPUT);
        expect((await platform.about()).version).toMatch(/^\d+\.\d+/);
        expect((await platform.whoAmI()).capabilities).toContain('CONNECTORAPI');
        expect(await platform.queueSize(INPUT.id)).toEqual({ messages: 0, bytes: 0 });
      }),
    );
  });
}

/** A queue to test, with what arrived at its other end. */
export interface QueueUnderTest {
  readonly queue: QueuePort;
  readonly workId: string;
  /** Ids of objects that arrived, in order. */
  arrived(): Promise<readonly string[]>;
  /** Makes the next sending fail for good. */
  failNext(): void;
  close(): Promise<void>;
}

const tool = (number: number, more: object = {}) => ({
  type: 'tool',
  id: `tool--00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  name: `Tool ${number}`,
  ...more,
});

/** What the drivers count on in a queue: fake, HTTP and (later) AMQP pass the same suite. */
export function describeQueue(name: string, open: () => Promise<QueueUnderTest>): void {
  const using = (check: (under: QueueUnderTest) => Promise<void>) => async () => {
    const under = await open();
    try {
      await check(under);
    } finally {
      await under.queue.close();
      await under.close();
    }
  };

  describe(`${name} is a queue`, () => {
    test(
      'what was accepted arrives, each object once',
      using(async ({ queue, workId, arrived }) => {
        const objects = Array.from({ length: 500 }, (_, number) => tool(number));
        const receipt = await queue.send(objects, { workId, multiPart: true });
        expect(receipt).toEqual({ parts: 500, refused: [] });
        expect([...(await arrived())].sort()).toEqual(objects.map(({ id }) => id).sort());
      }),
    );
    test(
      'what an object refers to arrives before it',
      using(async ({ queue, workId, arrived }) => {
        const report = {
          type: 'report',
          id: 'report--00000000-0000-4000-8000-000000000001',
          object_refs: [tool(1).id],
        };
        await queue.send([{ ...report, name: 'R', published: '2026-01-01T00:00:00Z' }, tool(1)], {
          workId,
          multiPart: true,
        });
        const order = await arrived();
        expect(order.indexOf(tool(1).id)).toBeLessThan(order.indexOf(report.id));
      }),
    );
    test(
      'a failure is thrown, and an aborted signal stops a sending',
      using(async ({ queue, workId, failNext }) => {
        failNext();
        await expect(queue.send([tool(1)], { workId, multiPart: true })).rejects.toSatisfy(PlatformError.isInstance);
        const signal = AbortSignal.abort(new Error('stopped'));
        await expect(queue.send([tool(1)], { workId, multiPart: true, signal })).rejects.toThrow('stopped');
      }),
    );
  });
}
