import { type Channel, type ChannelModel, type ConfirmChannel, connect, type RecoveringChannelModel } from 'amqplib';
import type { StoredConnector } from '../connectors/registry.ts';
import { type CallbackOptions, post } from '../jobs/callback.ts';
import type { Platform } from '../platform.ts';
import type { PushMessage, QueueDetails, Wire } from './wire.ts';
import { Worker } from './worker.ts';

/** The platform's worker takes one at a time; a sandbox has no database to be careful of. */
const PREFETCH = 500;
const IDLE_LOOK_MS = 20;

/** Names on the broker (protocol.md section 4). */
export function queueNames(prefix: string, id: string) {
  return {
    listen: `${prefix}listen_${id}`,
    listen_routing: `${prefix}listen_routing_${id}`,
    listen_exchange: `${prefix}amqp.connector.exchange`,
    push: `${prefix}push_${id}`,
    push_routing: `${prefix}push_routing_${id}`,
    push_exchange: `${prefix}amqp.worker.exchange`,
    dead_letter_routing: `${prefix}listen_routing_too-large-bundle`,
  };
}

/** A RabbitMQ between the platform and the connectors: exchanges and queues as the platform declares them. */
export class AmqpWire implements Wire {
  /** After a reconnect, messages may come again in another order. */
  readonly mayArriveLater = true;
  readonly #platform: Platform;
  readonly #prefix: string;
  readonly #callback: CallbackOptions;
  readonly #worker: Worker;
  readonly #consumed = new Set<string>();
  readonly #declared = new Set<string>();
  readonly #closed = new AbortController();
  #model: RecoveringChannelModel | undefined;
  #publisher: ConfirmChannel | undefined;
  #consumer: Channel | undefined;
  #inHand = 0;
  /** False keeps messages on the push queues, for tests that count there. */
  working = true;

  constructor(platform: Platform, prefix: string, callback: CallbackOptions) {
    this.#platform = platform;
    this.#prefix = prefix;
    this.#callback = callback;
    this.#worker = new Worker(platform);
  }

  async open(amqpUrl: string): Promise<void> {
    const recovery = { initialDelay: 100, maxDelay: 2_000, setup: (model: ChannelModel) => this.#setUp(model) };
    this.#model = await connect(amqpUrl, { noDelay: true, recovery });
    this.#model.on('error', () => undefined);
  }

  /** Channels die with their connection: all is made anew for each. */
  async #setUp(model: ChannelModel): Promise<void> {
    this.#publisher = await model.createConfirmChannel();
    this.#consumer = await model.createChannel();
    for (const channel of [this.#publisher, this.#consumer]) channel.on('error', () => undefined);
    await this.#consumer.prefetch(PREFETCH);
    this.#consumed.clear();
    const { listen_exchange, push_exchange } = queueNames(this.#prefix, '');
    for (const exchange of [listen_exchange, push_exchange]) {
      await this.#publisher.assertExchange(exchange, 'direct', { durable: true });
    }
    for (const connector of this.#platform.registry.all()) await this.declare(connector);
  }

  async declare(connector: StoredConnector): Promise<void> {
    const { id, name, connector_type: type, connector_scope: scope } = connector;
    const names = queueNames(this.#prefix, id);
    const channel = this.#publisher;
    if (!channel) return;
    const queueArguments = { name, config: { id, type, scope: [...scope] }, 'x-queue-type': 'classic' };
    for (const kind of ['listen', 'push'] as const) {
      const exchange = kind === 'listen' ? names.listen_exchange : names.push_exchange;
      await channel.assertQueue(names[kind], { durable: true, arguments: queueArguments });
      await channel.bindQueue(names[kind], exchange, names[`${kind}_routing`]);
      this.#declared.add(names[kind]);
    }
    await this.#consumePush(id, names.push);
    if (connector.listen_callback_uri) await this.#forwardJobs(id, names.listen);
  }

  async #consumePush(id: string, queue: string): Promise<void> {
    const channel = this.#consumer;
    if (!channel || !this.working || this.#consumed.has(queue)) return;
    this.#consumed.add(queue);
    let last = Promise.resolve();
    await channel.consume(queue, (message) => {
      if (!message) {
        this.#consumed.delete(queue);
        return;
      }
      this.#inHand += 1;
      last = last.then(async () => {
        const taken = await this.#worker.take(message.content.toString('utf8'), id);
        this.#inHand -= 1;
        settle(channel, () => (taken ? channel.ack(message) : channel.nack(message, false, false)));
      });
    });
  }

  /** The worker forwards jobs to connectors with a callback: one at a time, and again until they are taken. */
  async #forwardJobs(id: string, queue: string): Promise<void> {
    const channel = this.#consumer;
    if (!channel || this.#consumed.has(queue)) return;
    this.#consumed.add(queue);
    await channel.consume(queue, (message) => {
      if (!message) return;
      const uri = this.#platform.registry.find(id)?.listen_callback_uri;
      void post(uri ?? '', message.content.toString('utf8'), this.#callback, this.#closed.signal).then((taken) =>
        settle(channel, () => (taken ? channel.ack(message) : channel.nack(message, false, true))),
      );
    });
  }

  async push(connectorId: string, messages: readonly PushMessage[]): Promise<void> {
    const { push_exchange, push_routing } = queueNames(this.#prefix, connectorId);
    for (const message of messages) this.#publish(push_exchange, push_routing, JSON.stringify(message));
    await this.#publisher?.waitForConfirms();
  }

  async job({ id }: StoredConnector, message: object): Promise<void> {
    await this.publishText(id, JSON.stringify(message));
  }

  /** Any text on the listen queue, for tests of messages that make no sense. */
  async publishText(connectorId: string, text: string): Promise<void> {
    const { listen_exchange, listen_routing } = queueNames(this.#prefix, connectorId);
    this.#publish(listen_exchange, listen_routing, text);
    await this.#publisher?.waitForConfirms();
  }

  #publish(exchange: string, routingKey: string, text: string): void {
    this.#publisher?.publish(exchange, routingKey, Buffer.from(text), { persistent: true });
  }

  async details(connectorId: string): Promise<QueueDetails> {
    const { listen, push } = queueNames(this.#prefix, connectorId);
    const counts = await Promise.all([listen, push].map((queue) => this.#count(queue)));
    return { messages_number: counts.reduce((sum, count) => sum + count, 0), messages_size: 0 };
  }

  /** To ask for a queue that is not there would cost the channel. */
  async #count(queue: string): Promise<number> {
    if (!this.#declared.has(queue)) return 0;
    return (await this.#publisher?.checkQueue(queue))?.messageCount ?? 0;
  }

  async purge(connectorId: string): Promise<void> {
    const { listen, push } = queueNames(this.#prefix, connectorId);
    for (const queue of [listen, push]) await this.#publisher?.purgeQueue(queue);
  }

  async remove(connectorId: string): Promise<void> {
    const { listen, push } = queueNames(this.#prefix, connectorId);
    for (const queue of [listen, push]) {
      this.#declared.delete(queue);
      await this.#publisher?.deleteQueue(queue);
      this.#consumed.delete(queue);
    }
  }

  async idle(): Promise<void> {
    for (;;) {
      const queues = this.#platform.registry.all().map(({ id }) => queueNames(this.#prefix, id).push);
      const counts = await Promise.all(queues.map((queue) => this.#count(queue).catch(() => 0)));
      if (this.#inHand === 0 && counts.every((count) => count === 0)) return;
      await new Promise((resolve) => setTimeout(resolve, IDLE_LOOK_MS));
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#model?.close();
  }
}

/** A channel that has died takes no acknowledgement: the message comes again. */
function settle(_channel: Channel, act: () => void): void {
  try {
    act();
  } catch {
    // Delivered again after the reconnect.
  }
}
