/** The queue over HTTP on platforms that announce a bundle of one object themselves, and on those that do not. */
import { expect, test } from 'vitest';
import { ApiQueue } from '../packages/core/src/queue/api.ts';
import { FakePlatform } from '../packages/testing/src/index.ts';

const object = (number: number) => ({
  type: 'tool',
  id: `tool--00000000-0000-4000-8000-00000000000${number}`,
  name: 'T',
});

/** A platform that counts. */
class Counting extends FakePlatform {
  expected = 0;
  readonly #announces: boolean;

  constructor(announces: boolean) {
    super();
    this.#announces = announces;
  }

  override async addExpectations(_workId: string, expectations: number): Promise<void> {
    this.expected += expectations;
  }

  override async pushBundle(connectorId: string, text: string, workId: string): Promise<void> {
    await super.pushBundle(connectorId, text, workId);
    const { objects } = JSON.parse(text) as { objects: unknown[] };
    if (objects.length > 1 || this.#announces) this.expected += objects.length;
  }

  override async workProgress() {
    return { status: 'progress' as const, expected: this.expected, processed: 0 };
  }
}

test.each([[true], [false]])(
  'a platform that announces one object itself (%s): each part is expected once',
  async (announces) => {
    const platform = new Counting(announces);
    const queue = new ApiQueue(platform, 'connector');
    for (const multiPart of [false, true, false]) {
      await queue.send([object(1)], { workId: 'work', multiPart });
    }
    await queue.send([object(1), object(2)], { workId: 'work', multiPart: false });
    expect({ expected: platform.expected, pushed: platform.bundles.length }).toEqual({ expected: 5, pushed: 4 });
  },
);
