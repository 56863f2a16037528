import { type Log, SourceError } from '@opencti-connectors/core';
import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import { type Item, textOf } from '../mapping.ts';
import type { Settings } from '../settings.ts';
import { ALL_TAKEN, type Delivered, type Sink } from './sink.ts';

type Options = Pick<Settings, 'amqpUrl' | 'amqpExchange' | 'amqpRoutingKey'>;

/** One message for each event, in order, on a channel with confirms; what no queue takes is refused. */
export class AmqpSink implements Sink {
  readonly #options: Options;
  readonly #log: Log;
  #model: ChannelModel | undefined;
  #channel: ConfirmChannel | undefined;
  /** Ids of messages that came back. */
  readonly #returned = new Set<string>();
  #next = 0;

  constructor(options: Options, log: Log) {
    this.#options = options;
    this.#log = log;
  }

  async deliver(items: readonly Item[]): Promise<Delivered> {
    const sent = new Map<string, Item>();
    try {
      const channel = await this.#open();
      await Promise.all(items.map((item) => this.#publish(channel, item, sent)));
    } catch (cause) {
      await this.#drop();
      throw unreachable(cause);
    }
    const unroutable = [...sent].filter(([id]) => this.#returned.delete(id));
    if (unroutable.length === 0) return ALL_TAKEN;
    const { amqpExchange: exchange } = this.#options;
    const reason = `no queue takes routing key ${this.#keyOf(unroutable[0]?.[1])} on exchange "${exchange}"`;
    throw new SourceError(`STREAM_LISTENER_AMQP_ROUTING_KEY: ${reason}`, { code: 'UNROUTABLE', retryable: true });
  }

  async close(): Promise<void> {
    await this.#drop();
  }

  #publish(channel: ConfirmChannel, item: Item, sent: Map<string, Item>): Promise<void> {
    const { event } = item;
    const messageId = `${event.id}/${event.entityId}/${this.#next++}`;
    sent.set(messageId, item);
    const options = {
      messageId,
      persistent: true,
      mandatory: true,
      contentType: 'application/json',
      type: event.type,
      headers: { 'opencti-event-id': event.id, 'opencti-id': event.entityId },
    };
    return new Promise((resolve, reject) => {
      const settle = (error: Error | null) => (error ? reject(error) : resolve());
      channel.publish(this.#options.amqpExchange, this.#keyOf(item), Buffer.from(textOf(item)), options, settle);
    });
  }

  #keyOf(item: Item | undefined): string {
    if (!item) return this.#options.amqpRoutingKey;
    return this.#options.amqpRoutingKey.replace('{event}', item.event.type).replace('{type}', item.event.data.type);
  }

  async #open(): Promise<ConfirmChannel> {
    if (this.#channel) return this.#channel;
    this.#model = await connect(this.#options.amqpUrl ?? '', { noDelay: true, timeout: 30_000 });
    this.#model.on('error', (error) => this.#log.debug('connection of the amqp sink failed', { error }));
    const channel = await this.#model.createConfirmChannel();
    channel.on('return', ({ properties }) => this.#returned.add(String(properties.messageId)));
    channel.on('error', (error: Error) => this.#log.warn('the broker closed the channel of the amqp sink', { error }));
    channel.on('close', () => {
      this.#channel = undefined;
    });
    this.#channel = channel;
    return channel;
  }

  async #drop(): Promise<void> {
    const model = this.#model;
    this.#channel = undefined;
    this.#model = undefined;
    await model?.close().catch(() => undefined);
  }
}

function unreachable(cause: unknown): SourceError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const isLogin = /ACCESS_REFUSED|handshake terminated/i.test(message);
  const why = isLogin ? 'the broker refuses this user' : `the broker cannot be reached or refused (${message})`;
  return new SourceError(`STREAM_LISTENER_AMQP_URL: ${why}`, { code: 'AMQP', retryable: true, cause });
}
