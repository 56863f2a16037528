import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { manage } from './index.ts';

/** A place of its own on the broker for one test file. */
export interface BrokerPlace {
  /** With the virtual host. */
  readonly amqpUrl: string;
  /** For the names of queues and exchanges, where the virtual host is shared. */
  readonly prefix: string;
  readonly managementUrl: string | undefined;
  readonly vhost: string;
}

/** True when there is a broker: `test.skipIf(!hasBroker)`. */
export const hasBroker = inject('broker') !== undefined;

/** A virtual host for this test file; without rights to manage the broker, a prefix of names. */
export async function brokerPlace(): Promise<BrokerPlace> {
  const broker = inject('broker');
  if (!broker) throw new Error('there is no broker');
  const name = `test-${randomBytes(4).toString('hex')}`;
  const { managementUrl } = broker;
  if (!managementUrl) return { amqpUrl: broker.amqpUrl, prefix: `${name}_`, managementUrl, vhost: '/' };
  const { username } = new URL(broker.amqpUrl);
  await manage(managementUrl, 'PUT', `/api/vhosts/${name}`);
  const all = { configure: '.*', write: '.*', read: '.*' };
  await manage(managementUrl, 'PUT', `/api/permissions/${name}/${username}`, all);
  return { amqpUrl: `${broker.amqpUrl}/${name}`, prefix: '', managementUrl, vhost: name };
}
