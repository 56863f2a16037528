/** A sandbox with an importer of files registered, over the broker or over HTTP, and the end of a work. */
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { expect } from 'vitest';
import { sandboxOnBroker } from './amqp-wires.ts';
import { brokerPlace } from './broker/vhost.ts';
import { ConnectorProcess, freePort } from './connector-process.ts';

export type Protocol = 'AMQP' | 'API';

/** What a test closes at its end, the last first. */
export type Closing = (() => Promise<unknown>)[];

/** @param own path of the importer and its id; settings of its own. */
export async function importPlace(
  protocol: Protocol,
  { main, id, closing }: { readonly main: string; readonly id: string; readonly closing: Closing },
  own: Readonly<Record<string, string>> = {},
) {
  const sandbox =
    protocol === 'AMQP'
      ? await sandboxOnBroker(await brokerPlace())
      : await startSandbox({ port: 0, callbackRetryMs: 200 });
  closing.push(() => sandbox.close());
  const env = {
    OPENCTI_URL: sandbox.url,
    OPENCTI_TOKEN: sandbox.platform.connectorToken,
    CONNECTOR_ID: id,
    CONNECTOR_METRICS_PORT: '0',
    CONNECTOR_QUEUE_PROTOCOL: protocol === 'AMQP' ? 'amqp' : 'api',
    CONNECTOR_LISTEN_PROTOCOL: protocol,
    CONNECTOR_LISTEN_PROTOCOL_API_PORT: String(await freePort()),
    ...own,
  };
  const connector = new ConnectorProcess(env, [], main);
  closing.push(async () => connector.child.kill('SIGKILL'));
  await connector.said('connector registered');
  return { sandbox, connector, env };
}

/** Waits for the end of a work; what it says. */
export async function ended(sandbox: Sandbox, id: string) {
  const work = () => sandbox.platform.works.find(id);
  await expect.poll(() => work()?.status, { timeout: 20_000 }).toBe('complete');
  // The sentence may come after the last part.
  await expect.poll(() => work()?.processed_time, { timeout: 20_000 }).toBeTruthy();
  return {
    // The first message is that the job was received.
    said: work()?.messages.slice(1).at(-1)?.message ?? '',
    errors: work()?.errors.map(({ message }) => message) ?? [],
  };
}
