import type { Channel, ConsumeMessage } from 'amqplib';
import type { Log } from '../define/context.ts';
import type { Delivery, ListenPort } from '../ports/listen.ts';
import type { AmqpConnection } from './connection.ts';

export interface AmqpListenerOptions {
  readonly connection: AmqpConnection;
  readonly queue: () => string;
  /** Messages in hand at once. */
  readonly prefetch: number;
  readonly log: Log;
  /** Registers again, which makes the platform declare the queue anew. */
  readonly declare: (signal: AbortSignal) => Promise<void>;
}

const REOPEN_MS = 1_000;

/** Jobs from the broker. A message stays the broker's until it is settled: a process that dies loses none. */
export class AmqpListener implements ListenPort {
  readonly #options: AmqpListenerOptions;
  #channel: Channel | undefined;

  constructor(options: AmqpListenerOptions) {
    this.#options = options;
  }

  async listen(take: (delivery: Delivery) => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#consume(take, signal);
      } catch (error) {
        if (signal.aborted) return;
        await this.#recover(error, signal);
      }
    }
  }

  async close(): Promise<void> {
    await this.#channel?.close().catch(() => undefined);
  }

  /** Consumes until the channel ends (throws) or the signal is aborted (no new messages; the channel stays open). */
  async #consume(take: (delivery: Delivery) => void, signal: AbortSignal): Promise<void> {
    const { connection, queue, prefetch } = this.#options;
    const channel = await connection.channel();
    this.#channel = channel;
    const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
    channel.on('error', reject);
    channel.on('close', () => reject(new Error('the channel was closed')));
    const opened = async () => {
      await channel.prefetch(prefetch);
      const { consumerTag } = await channel.consume(queue(), (message) => {
        if (message) take(delivery(channel, message));
        else reject(new Error('the queue was deleted'));
      });
      const stop = () => void channel.cancel(consumerTag).then(() => resolve(), reject);
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    };
    await Promise.all([opened(), ended]);
  }

  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    const { log, declare } = this.#options;
    const message = error instanceof Error ? error.message : String(error);
    if (/delivery acknowledgement.*timed out|consumer_timeout/i.test(message)) {
      log.error('the broker took a job back: it ran longer than consumer_timeout; set CONNECTOR_JOB_TIMEOUT below it', {
        reason: message,
      });
    } else log.warn('listening was interrupted', { reason: message });
    await new Promise((resolve) => setTimeout(resolve, REOPEN_MS));
    if (!/NOT_FOUND|queue was deleted/.test(message)) return;
    await declare(signal).catch((cause: unknown) =>
      log.warn('the queue could not be declared again', { error: cause }),
    );
  }
}

function delivery(channel: Channel, message: ConsumeMessage): Delivery {
  let settled = false;
  const once = (act: () => void) => () => {
    if (settled) return;
    settled = true;
    try {
      act();
    } catch {
      // The channel is gone, and the message is the broker's again: it comes once more, and is known by its work.
    }
  };
  return {
    text: message.content.toString('utf8'),
    redelivered: message.fields.redelivered,
    done: once(() => channel.ack(message)),
    giveBack: once(() => channel.nack(message, false, true)),
  };
}
