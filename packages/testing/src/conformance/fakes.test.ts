import { PlatformError } from '@opencti-connectors/core';
import { FakePlatform } from '../fakes/platform.ts';
import { FakeQueue } from '../fakes/queue.ts';
import { describePlatform, describeQueue } from './describe-platform.ts';

describePlatform('the fake in memory', async () => {
  const platform = new FakePlatform();
  const work = (id: string) => {
    const found = platform.works.find((one) => one.id === id);
    return found ? { status: found.status, errors: found.errors } : undefined;
  };
  return { platform, work, reset: () => platform.reset(), close: async () => undefined };
});

describeQueue('the fake in memory', async () => {
  const queue = new FakeQueue();
  return {
    queue,
    workId: 'work_1',
    arrived: async () => queue.objects.map(({ id }) => id),
    failNext: () => {
      queue.nextError = new PlatformError('refused');
    },
    close: async () => undefined,
  };
});
