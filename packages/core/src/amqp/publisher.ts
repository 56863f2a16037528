import { randomUUID } from 'node:crypto';
import type { ConfirmChannel, Message } from 'amqplib';
import type { Log } from '../define/context.ts';
import { InputError, PlatformError } from '../errors.ts';
import type { AmqpConnection } from './connection.ts';

/** A message and where it goes. */
export interface Outgoing {
  readonly exchange: string;
  readonly routingKey: string;
  readonly content: Buffer;
}

/** Called once for each message: without an error when the broker has it. */
export type Settle = (error?: Error) => void;

interface Unconfirmed extends Outgoing {
  readonly settle: Settle;
  nacks: number;
  returned: boolean;
}

/** Messages under way at once: more gives nothing (dependencies.md section 4). */
const WINDOW = 256;
/** It is filled again when a tenth of it is free: messages that leave together are less work for the broker. */
const REFILL = WINDOW * 0.9;
/** Bytes under way at once, so that large messages do not fill memory. */
const WINDOW_BYTES = 32_000_000;
/** Times that the broker may refuse one message before it counts as failed. */
const MAX_NACKS = 5;
const NACK_DELAY_MS = 1_000;
const REOPEN_DELAY_MS = 200;
/** RabbitMQ's words when it closes the channel: "message size 20 is larger than configured max size 10". */
const TOO_LARGE = /larger than (?:configured )?max size (\d+)/;

/**
 * Publishes over one confirm channel, a window of messages at a time. A message counts as sent when the broker has
 * confirmed it; after a lost connection the unconfirmed ones are sent again, in order.
 */
export class Publisher {
  readonly #connection: AmqpConnection;
  readonly #log: Log;
  readonly #unconfirmed = new Map<string, Unconfirmed>();
  readonly #waiting: (() => void)[] = [];
  readonly #ids = `${randomUUID()}-`;
  #sequence = 0;
  #bytes = 0;
  #maxBytes = Number.POSITIVE_INFINITY;
  #channel: ConfirmChannel | undefined;
  #closed = false;

  constructor(connection: AmqpConnection, log: Log) {
    this.#connection = connection;
    this.#log = log;
    void this.#open();
  }

  /**
   * Takes a message when there is room in the window. Resolves with its id when it is under way; `settle` tells how it
   * ended. @throws the signal's reason.
   */
  async publish(message: Outgoing, settle: Settle, signal?: AbortSignal): Promise<string> {
    while (this.#unconfirmed.size >= WINDOW || this.#bytes >= WINDOW_BYTES) await this.#room(signal);
    signal?.throwIfAborted();
    const id = `${this.#ids}${this.#sequence++}`;
    if (message.content.length > this.#maxBytes) settle(this.#tooLarge(message));
    else {
      const entry = { ...message, settle, nacks: 0, returned: false };
      this.#unconfirmed.set(id, entry);
      this.#bytes += message.content.length;
      this.#write(id, entry);
    }
    return id;
  }

  /** Gives up a message that is under way: it is not sent again, and counts as failed with `reason`. */
  forget(id: string, reason: Error): void {
    this.#settle(id, reason);
  }

  /** Messages that are ready on a queue. @throws Error when the queue or the connection is gone. */
  async waitingOn(queue: string): Promise<number> {
    const channel = await this.#connection.channel();
    // To ask for a queue that is not there costs the channel: one of its own, which tells by its closing.
    channel.on('error', () => undefined);
    const { messageCount } = await channel.checkQueue(queue);
    await channel.close();
    return messageCount;
  }

  /** Nothing may be under way any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#channel?.close().catch(() => undefined);
  }

  async #open(): Promise<void> {
    while (!this.#closed) {
      try {
        const channel = await this.#connection.confirmChannel();
        channel.on('error', (error: Error) => this.#channelFailed(error));
        channel.on('return', (message: Message) => this.#returned(message));
        channel.on('close', () => this.#channelClosed(channel));
        this.#channel = channel;
        for (const [id, entry] of this.#unconfirmed) this.#write(id, entry);
        return;
      } catch (error) {
        // The connection reports itself; a channel that cannot be opened is tried again until it is closed.
        this.#log.debug('channel to the broker could not be opened', { error });
        await new Promise((resolve) => setTimeout(resolve, REOPEN_DELAY_MS));
      }
    }
  }

  #write(id: string, { exchange, routingKey, content }: Unconfirmed): void {
    const channel = this.#channel;
    if (!channel) return;
    const options = { mandatory: true, persistent: true, contentEncoding: 'utf-8', messageId: id };
    try {
      channel.publish(exchange, routingKey, content, options, (error: Error | null) =>
        this.#confirm(channel, id, error),
      );
    } catch {
      // The channel has just closed: its close event opens another, which sends this again.
    }
  }

  #confirm(channel: ConfirmChannel, id: string, error: Error | null): void {
    const entry = this.#unconfirmed.get(id);
    if (!entry) return;
    if (!error) this.#settle(id, entry.returned ? unroutable(entry) : undefined);
    else if (channel === this.#channel && error.message !== 'channel closed') this.#nacked(id, entry);
  }

  #nacked(id: string, entry: Unconfirmed): void {
    entry.nacks += 1;
    if (entry.nacks >= MAX_NACKS) this.#settle(id, refused(entry));
    else setTimeout(() => this.#unconfirmed.has(id) && this.#write(id, entry), NACK_DELAY_MS * entry.nacks);
  }

  #returned({ properties }: Message): void {
    const entry = this.#unconfirmed.get(String(properties.messageId));
    if (entry) entry.returned = true;
  }

  /** The broker closes a channel when a message is above its limit: those are taken out before the rest goes again. */
  #channelFailed(error: Error): void {
    const limit = Number(TOO_LARGE.exec(error.message)?.[1] ?? Number.NaN);
    if (Number.isNaN(limit)) {
      this.#log.warn('the broker closed a channel', { error });
      return;
    }
    this.#maxBytes = limit;
    for (const [id, entry] of this.#unconfirmed) {
      if (entry.content.length > limit) this.#settle(id, this.#tooLarge(entry));
    }
  }

  #channelClosed(channel: ConfirmChannel): void {
    if (channel !== this.#channel) return;
    this.#channel = undefined;
    for (const entry of this.#unconfirmed.values()) entry.returned = false;
    if (!this.#closed) void this.#open();
  }

  #settle(id: string, error?: Error): void {
    const entry = this.#unconfirmed.get(id);
    if (!entry) return;
    this.#unconfirmed.delete(id);
    this.#bytes -= entry.content.length;
    entry.settle(error);
    if (this.#unconfirmed.size <= REFILL) this.#waiting.shift()?.();
  }

  #tooLarge({ content }: Outgoing): InputError {
    return new InputError(
      `this object makes a message of ${content.length} bytes, and the broker takes ${this.#maxBytes} at most: raise max_message_size of RabbitMQ or split the object`,
      { code: 'MESSAGE_TOO_LARGE' },
    );
  }

  /** Waits until a message is settled. */
  async #room(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stop = () => reject(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
    this.#waiting.push(resolve);
    await promise.finally(() => signal?.removeEventListener('abort', stop));
  }
}

/** Nobody would have been told: without `mandatory` the broker confirms and drops such a message. */
function unroutable({ exchange, routingKey }: Outgoing): PlatformError {
  return new PlatformError(
    `no queue takes messages with routing key ${routingKey} on exchange ${exchange}: the connector was deleted on the platform, or its queue on the broker`,
    { code: 'UNROUTABLE' },
  );
}

function refused({ routingKey }: Outgoing): PlatformError {
  return new PlatformError(`the broker refused a message for ${routingKey} ${MAX_NACKS} times: is its queue full?`, {
    code: 'BROKER_REFUSED',
  });
}
