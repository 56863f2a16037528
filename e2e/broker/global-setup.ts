/** One broker for the whole run of tests. */
import type { TestProject } from 'vitest/node';
import { findBroker } from './index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    broker: { readonly amqpUrl: string; readonly managementUrl: string | undefined } | undefined;
  }
}

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const broker = await findBroker();
  console.log(broker ? `Broker: ${broker.said}` : 'No RabbitMQ found: tests that need one are skipped.');
  provide('broker', broker ? { amqpUrl: broker.amqpUrl, managementUrl: broker.managementUrl } : undefined);
  return async () => broker?.stop();
}
