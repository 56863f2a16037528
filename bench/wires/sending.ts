/** Parts of enterprise ATT&CK through a real broker, and bundles of one object: ours beside the reference client. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { RunningBroker } from '../../e2e/broker/index.ts';
import { ConnectorProcess } from '../../e2e/connector-process.ts';
import { hasPeer, Peer } from '../../e2e/peer/python.ts';
import { AmqpConnection } from '../../packages/core/src/amqp/connection.ts';
import { Publisher } from '../../packages/core/src/amqp/publisher.ts';
import { splitBundle } from '../../packages/core/src/bundle/split.ts';
import { partMessage } from '../../packages/core/src/queue/part-message.ts';
import { environment, type Place, place } from '../chaos/place.ts';
import type { Figure } from '../measure.ts';

const ENTERPRISE = join(import.meta.dirname, '../../../shared/data/enterprise-attack-18.1-stix20.json.gz');
const SEND_FILE = join(import.meta.dirname, '../../e2e/sample/send-file.ts');
const ONES = 2_000;
const TRIES = 3;
const PEER_MS = 180_000;

interface Sent {
  readonly parts: number;
  readonly seconds: number;
  /** Median of a bundle with one object, seconds. */
  readonly one?: number;
}

export async function sending(broker: RunningBroker): Promise<Figure[]> {
  if (!existsSync(ENTERPRISE)) return [{ what: 'publish', value: undefined, unit: '/s', note: 'no ../shared/data' }];
  const path = join(mkdtempSync(join(tmpdir(), 'opencti-connectors-bench-')), 'enterprise.json');
  writeFileSync(path, gunzipSync(readFileSync(ENTERPRISE)));
  // Both are tried in turn, so that the load of the machine is the same for both.
  const ours: Sent[] = [];
  const theirs: Sent[] = [];
  for (let attempt = 0; attempt < TRIES; attempt++) {
    ours.push(await sendOurs(broker, path));
    if (hasPeer) theirs.push(await sendTheirs(broker, path));
  }
  const [mine, reference] = [best(ours), best(theirs)];
  const times = mine && reference ? rate(mine) / rate(reference) : undefined;
  return [
    { what: 'publish enterprise ATT&CK: ours', unit: '/s', value: mine && rate(mine), note: `${mine?.parts} parts` },
    { what: 'publish enterprise ATT&CK: reference', unit: '/s', value: reference && rate(reference) },
    { what: 'publish: times the reference', unit: 'x', goal: 8, value: times, note: 'aim 12' },
    { what: 'one-object bundle: ours, p50', unit: 's', goal: 0.0005, value: await oneByOne(broker) },
    { what: 'one-object bundle: reference, p50', unit: 's', value: reference?.one },
  ];
}

function rate({ parts, seconds }: Sent): number {
  return parts / seconds;
}

function best(all: readonly Sent[]): Sent | undefined {
  return [...all].sort((a, b) => rate(b) - rate(a))[0];
}

async function atPlace<Result>(broker: RunningBroker, act: (at: Place) => Promise<Result>): Promise<Result> {
  const at = await place(broker, { working: false });
  try {
    return await act(at);
  } finally {
    await at.close();
  }
}

/** Straight to the broker and the platform: no proxy in between. */
async function direct(at: Place, path: string) {
  at.sandbox.platform.broker = { ...at.sandbox.platform.broker, port: Number(new URL(at.amqpUrl).port) };
  return { ...(await environment(at)), OPENCTI_URL: at.sandbox.url, SEND_FILE_PATH: path };
}

function sendOurs(broker: RunningBroker, path: string): Promise<Sent> {
  return atPlace(broker, async (at) => {
    const connector = new ConnectorProcess(await direct(at, path), ['--once'], SEND_FILE);
    await connector.exited;
    const { attributes } = await connector.said('sent');
    return attributes as unknown as Sent;
  });
}

function sendTheirs(broker: RunningBroker, path: string): Promise<Sent> {
  return atPlace(broker, async (at) => {
    const peer = new Peer('time_send.py', await direct(at, path));
    return (await peer.said('parts', 0, PEER_MS)) as unknown as Sent;
  });
}

/** Split, made a message and confirmed, one after another. */
async function oneByOne({ amqpUrl }: RunningBroker): Promise<number> {
  const { hostname: host, port, username: user, password: pass } = new URL(amqpUrl);
  const log = { debug() {}, info() {}, warn() {}, error() {}, with: () => log };
  const connection = new AmqpConnection({
    address: { host, port: Number(port), vhost: '/', use_ssl: false, user, pass },
    tls: { rejectUnauthorized: true },
    name: 'bench',
    log,
    readiness: { ready() {}, notReady() {} },
  });
  const publisher = new Publisher(connection, log);
  const channel = await connection.channel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  const times: number[] = [];
  for (let number = 0; number < ONES; number++) {
    const started = performance.now();
    const { parts } = splitBundle({ objects: [{ type: 'tool', id: `tool--${number}`, name: `Tool ${number}` }] });
    for (const part of parts) {
      const content = partMessage(part, 1, { applicantId: null });
      await new Promise<void>((resolve, reject) => {
        const settle = (error?: Error) => (error ? reject(error) : resolve());
        publisher.publish({ exchange: '', routingKey: queue, content }, settle).catch(reject);
      });
    }
    times.push(performance.now() - started);
  }
  await publisher.close();
  await connection.close();
  times.sort((a, b) => a - b);
  return (times[ONES / 2] ?? 0) / 1000;
}
