/** The queue over a real RabbitMQ: the suite of all queues, and what only this one can meet. */
import { afterEach, describe, expect, test } from 'vitest';
import { PlatformError } from '../packages/core/src/errors.ts';
import { describeQueue } from '../packages/testing/src/index.ts';
import { CONNECTOR, openAmqpQueue, sandboxOnBroker } from './amqp-wires.ts';
import { brokerPlace, hasBroker } from './broker/vhost.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open() {
  const sandbox = await sandboxOnBroker(await brokerPlace());
  closing.push(() => sandbox.close());
  const wires = await openAmqpQueue(sandbox);
  closing.push(() => wires.close());
  const { id: workId } = await wires.platform.openWork(CONNECTOR, 'A run', { multiPart: true });
  return { sandbox, workId, ...wires };
}

const tool = (number: number, more: object = {}) => ({
  type: 'tool',
  id: `tool--00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  name: `Tool ${number}`,
  ...more,
});

describe.skipIf(!hasBroker)('over a real RabbitMQ', () => {
  describeQueue('core over AMQP, the sandbox and its worker at the other end,', async () => {
    const { sandbox, queue, workId } = await open();
    return {
      queue,
      workId,
      arrived: async () => {
        await sandbox.platform.idle();
        const elements = [...sandbox.platform.objects()].filter(({ builtIn }) => !builtIn);
        return elements.map(({ properties }) => String(properties.id));
      },
      // Nobody takes the message any more, and the platform does not declare the queue again.
      failNext: () => {
        sandbox.platform.wire.declare = async () => undefined;
        const refusal = { errors: [{ message: 'no', extensions: { code: 'UNSUPPORTED_ERROR' } }], data: null };
        sandbox.platform.faults.push({ times: 1, status: 200, body: refusal });
      },
      close: async () => undefined,
    };
  });

  test('no queue behind the routing key: the platform declares it again, and nothing is lost', async () => {
    const { sandbox, queue, workId } = await open();
    await sandbox.platform.wire.remove(CONNECTOR);

    const receipt = await queue.send(
      Array.from({ length: 200 }, (_, number) => tool(number)),
      { workId, multiPart: true },
    );

    expect(receipt).toEqual({ parts: 200, refused: [] });
    await sandbox.platform.idle();
    expect(sandbox.platform.counts().entitiesByType.tool).toBe(200);
  });

  test('a queue that stays away is an error by name, and the work ends', async () => {
    const { sandbox, queue, workId, platform } = await open();
    await sandbox.platform.wire.remove(CONNECTOR);
    sandbox.platform.wire.declare = async () => undefined;

    const sending = queue.send([tool(1), tool(2)], { workId, multiPart: true });

    await expect(sending).rejects.toSatisfy((error) => PlatformError.isInstance(error) && error.code === 'UNROUTABLE');
    await platform.processed(workId, 'failed', true);
    const work = sandbox.platform.works.find(workId);
    expect(work?.status).toBe('complete');
    expect(work?.errors.map(({ message }) => message)[0]).toContain('no queue for push_routing_');
  });

  test('an object above the limit of the broker is refused by name, the rest arrives', async () => {
    const { sandbox, queue, workId, platform } = await open();
    const huge = tool(2, { description: 'x'.repeat(14_000_000) });

    const receipt = await queue.send([tool(1), huge, tool(3)], { workId, multiPart: true });

    expect(receipt.parts).toBe(2);
    expect(receipt.refused).toMatchObject([{ id: huge.id, reason: expect.stringContaining('16777216 at most') }]);
    await sandbox.platform.idle();
    expect(sandbox.platform.counts().entitiesByType.tool).toBe(2);
    await platform.processed(workId, 'done', false);
    expect(sandbox.platform.works.find(workId)?.status).toBe('complete');
  });

  test('a wrong password is said by the names of its settings', async () => {
    const { sandbox } = await open();
    const { readiness, close } = await openAmqpQueue(sandbox, { ...sandbox.platform.broker, pass: 'wrong' });
    closing.push(close);
    await expect.poll(() => readiness.reason, { timeout: 10_000 }).toContain('check MQ_USER, MQ_PASS');
  });
});
