/** What all scenarios stand on: a broker of our own, a sandbox on it, connectors as processes. */
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { connect } from 'amqplib';
import type { RunningBroker } from '../../e2e/broker/index.ts';
import { manage } from '../../e2e/broker/index.ts';
import { ConnectorProcess, freePort } from '../../e2e/connector-process.ts';
import { TcpProxy } from '../../e2e/faults/tcp-proxy.ts';
import { Peer } from '../../e2e/peer/python.ts';
import type { AmqpWire } from '../../packages/sandbox/src/wires/amqp.ts';

export const CONNECTOR = '4d0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d44';
const E2E = resolve(import.meta.dirname, '../../e2e');

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly reference: string;
  readonly ours: string;
  readonly ok: boolean;
}

export interface Place {
  readonly sandbox: Sandbox;
  /** Before the broker. */
  readonly proxy: TcpProxy;
  /** Before the platform. */
  readonly front: TcpProxy;
  /** With the virtual host, past the proxy. */
  readonly amqpUrl: string;
  close(): Promise<void>;
}

let places = 0;

/** A sandbox on a virtual host of its own, with proxies before broker and platform. */
export async function place(broker: RunningBroker, options: { working?: boolean } = {}): Promise<Place> {
  const name = `chaos-${places++}`;
  const { managementUrl = '', amqpUrl } = broker;
  const { username, hostname, port } = new URL(amqpUrl);
  await manage(managementUrl, 'PUT', `/api/vhosts/${name}`);
  const all = { configure: '.*', write: '.*', read: '.*' };
  await manage(managementUrl, 'PUT', `/api/permissions/${name}/${username}`, all);
  const proxy = await new TcpProxy({ host: hostname, port: Number(port) }).up();
  const sandbox = await startSandbox({
    port: 0,
    amqpUrl: `${amqpUrl}/${name}`,
    brokerPort: proxy.port,
    callbackRetryMs: 200,
  });
  (sandbox.platform.wire as AmqpWire).working = options.working ?? true;
  const front = await new TcpProxy({ host: '127.0.0.1', port: Number(new URL(sandbox.url).port) }).up();
  return {
    sandbox,
    proxy,
    front,
    amqpUrl: `${amqpUrl}/${name}`,
    close: async () => {
      await sandbox.close();
      await Promise.all([proxy.down(), front.down()]);
    },
  };
}

/** Settings of any connector at this place. */
export async function environment({ sandbox, front }: Place, more: Record<string, string> = {}) {
  return {
    OPENCTI_URL: `http://127.0.0.1:${front.port}`,
    OPENCTI_TOKEN: sandbox.platform.connectorToken,
    CONNECTOR_ID: CONNECTOR,
    CONNECTOR_METRICS_PORT: '0',
    CONNECTOR_LISTEN_PROTOCOL_API_PORT: String(await freePort()),
    ...more,
  };
}

export async function ours(
  at: Place,
  sample: 'import' | 'enrichment',
  more: Record<string, string> = {},
  ...args: string[]
) {
  return new ConnectorProcess(await environment(at, more), args, join(E2E, `sample/${sample}.ts`));
}

export async function peer(at: Place, more: Record<string, string>): Promise<Peer> {
  return new Peer('send_many.py', await environment(at, more));
}

/** Waits until it holds. @returns false when it does not in time. */
export async function until(holds: () => boolean | Promise<boolean>, ms: number): Promise<boolean> {
  for (const started = Date.now(); Date.now() - started < ms; await sleep(20)) if (await holds()) return true;
  return false;
}

/** Messages that are ready on a queue. */
export async function waiting(at: Place): Promise<number> {
  return (await at.sandbox.platform.wire.details(CONNECTOR).catch(() => ({ messages_number: -1 }))).messages_number;
}

export interface Counted {
  readonly messages: number;
  readonly different: number;
  /** Messages that came more than once, and whether with other content. */
  readonly changed: number;
}

/** Takes everything off the push queue and counts it by the id of its object. */
export async function countPushed({ amqpUrl }: Place): Promise<Counted> {
  const connection = await connect(amqpUrl);
  const channel = await connection.createChannel();
  const contents = new Map<string, string>();
  let messages = 0;
  let changed = 0;
  for (;;) {
    const message = await channel.get(`push_${CONNECTOR}`, { noAck: true });
    if (!message) break;
    const { content } = JSON.parse(message.content.toString()) as { content: string };
    const { objects } = JSON.parse(Buffer.from(content, 'base64').toString()) as { objects: { id: string }[] };
    const id = objects[0]?.id ?? '';
    messages += 1;
    if (contents.has(id) && contents.get(id) !== content) changed += 1;
    contents.set(id, content);
  }
  await connection.close();
  return { messages, different: contents.size, changed };
}
