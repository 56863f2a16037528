/** Core's wires to a sandbox with a broker, for tests of the wires alone. */
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { AmqpConnection } from '../packages/core/src/amqp/connection.ts';
import { Publisher } from '../packages/core/src/amqp/publisher.ts';
import { PlatformClient } from '../packages/core/src/client/client.ts';
import { createPlatform } from '../packages/core/src/client/platform.ts';
import type { BrokerAddress } from '../packages/core/src/ports/broker.ts';
import type { RegisterInput } from '../packages/core/src/ports/platform.ts';
import { AmqpQueue } from '../packages/core/src/queue/amqp.ts';
import { fakeLog, fakeReadiness } from '../packages/testing/src/index.ts';
import type { BrokerPlace } from './broker/vhost.ts';

export const CONNECTOR = '00000000-0000-4000-8000-00000000000b';

export const INPUT: RegisterInput = {
  id: CONNECTOR,
  name: 'Under test',
  type: 'EXTERNAL_IMPORT',
  scope: ['tool'],
  auto: false,
  auto_update: false,
  enrichment_resolution: 'none',
  only_contextual: false,
  playbook_compatible: false,
  listen_callback_uri: null,
};

/** A sandbox on this place of the broker. `brokerPort` is what connectors are told: a proxy of the test. */
export function sandboxOnBroker({ amqpUrl, prefix }: BrokerPlace, brokerPort?: number): Promise<Sandbox> {
  return startSandbox({ port: 0, amqpUrl, queuePrefix: prefix, ...(brokerPort ? { brokerPort } : {}) });
}

export function platformOf(sandbox: Sandbox) {
  const token = sandbox.platform.connectorToken;
  return createPlatform(new PlatformClient({ url: sandbox.url, token, userAgent: 'test', retryBaseMs: 1 }));
}

/** A registered connector's queue over AMQP. */
export async function openAmqpQueue(sandbox: Sandbox, address?: BrokerAddress) {
  const platform = platformOf(sandbox);
  let registration = await platform.register(INPUT);
  const log = fakeLog();
  const readiness = fakeReadiness();
  const connection = new AmqpConnection({
    address: address ?? registration.queues.connection,
    tls: { rejectUnauthorized: true },
    name: 'test',
    log,
    readiness,
  });
  const publisher = new Publisher(connection, log);
  const declare = async () => {
    registration = await platform.register(INPUT);
  };
  const route = () => ({ ...registration.queues, userId: registration.userId });
  const queue = new AmqpQueue({ platform, publisher, route, declare });
  const close = async () => {
    await publisher.close();
    await connection.close();
  };
  return { platform, queue, publisher, connection, log, readiness, registration, close };
}
