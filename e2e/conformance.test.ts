/** The real client and queue, over HTTP against the sandbox, pass the suites that the fakes pass. */
import { startSandbox } from '@opencti-connectors/sandbox';
import { expect, test } from 'vitest';
import { PlatformClient } from '../packages/core/src/client/client.ts';
import { createPlatform } from '../packages/core/src/client/platform.ts';
import { ApiQueue } from '../packages/core/src/queue/api.ts';
import { describePlatform, describeQueue, FakePlatform } from '../packages/testing/src/index.ts';

const CONNECTOR = '00000000-0000-4000-8000-00000000000b';

async function connect() {
  const sandbox = await startSandbox({ port: 0 });
  const token = sandbox.platform.connectorToken;
  const platform = createPlatform(new PlatformClient({ url: sandbox.url, token, userAgent: 'test', retryBaseMs: 1 }));
  return { sandbox, platform };
}

describePlatform('core over HTTP, the sandbox at the other end,', async () => {
  const { sandbox, platform } = await connect();
  return {
    platform,
    reset: (id) => void sandbox.platform.registry.reset(id),
    work: (id) => {
      const found = sandbox.platform.works.find(id);
      return found ? { status: found.status, errors: found.errors.map(({ message }) => message) } : undefined;
    },
    close: () => sandbox.close(),
  };
});

describeQueue('core over HTTP, the sandbox at the other end,', async () => {
  const { sandbox, platform } = await connect();
  const flags = { scope: ['tool'], type: 'EXTERNAL_IMPORT', enrichment_resolution: 'none' };
  sandbox.platform.registry.register({ id: CONNECTOR, name: 'Under test', ...flags }, 'user');
  const { id: workId } = await platform.openWork(CONNECTOR, 'A run', { multiPart: true });
  const refusal = { errors: [{ message: 'no', extensions: { code: 'UNSUPPORTED_ERROR' } }], data: null };
  return {
    queue: new ApiQueue(platform, CONNECTOR),
    workId,
    arrived: async () => {
      await sandbox.platform.idle();
      const elements = [...sandbox.platform.objects()].filter(({ builtIn }) => !builtIn);
      return elements.map(({ properties }) => String(properties.id));
    },
    failNext: () => void sandbox.platform.faults.push({ times: 1, status: 200, body: refusal }),
    close: () => sandbox.close(),
  };
});

const ONE = [{ type: 'domain-name', id: 'domain-name--00000000-0000-5000-8000-000000000001', value: 'one.example' }];

test("a bundle of one object ends a job's work: the platform announces it", async () => {
  const { sandbox, platform } = await connect();
  const flags = { scope: ['tool'], type: 'INTERNAL_IMPORT_FILE', enrichment_resolution: 'none' };
  sandbox.platform.registry.register({ id: CONNECTOR, name: 'Under test', ...flags }, 'user');
  const { id: workId } = await platform.openWork(CONNECTOR, 'A job', { multiPart: false });

  await new ApiQueue(platform, CONNECTOR).send(ONE, { workId, multiPart: false });
  await sandbox.platform.idle();

  expect(sandbox.platform.works.find(workId)).toMatchObject({ status: 'complete', expected: 1, processed: 1 });
  await sandbox.close();
});

test.each([
  ['announces nothing, as before 7.2608', 0, [1, 1]],
  ['announces it, as later ones', 1, []],
])('a platform that %s, is told what is missing', async (_what, announces, announced) => {
  const counts: number[] = [];
  let expected = 0;
  const platform = Object.assign(new FakePlatform(), {
    pushBundle: async () => {
      expected += announces;
    },
    workProgress: async () => ({ status: 'progress', expected, processed: 0 }),
    addExpectations: async (_id: string, count: number) => void counts.push(count),
  });
  const queue = new ApiQueue(platform, CONNECTOR);

  await queue.send(ONE, { workId: 'work', multiPart: false });
  await queue.send(ONE, { workId: 'another', multiPart: false });

  expect(counts).toEqual(announced);
});
