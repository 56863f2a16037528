import { randomUUID } from 'node:crypto';
import type { Publisher } from '../amqp/publisher.ts';
import { atOnce } from '../at-once.ts';
import { type BundlePart, splitBundle } from '../bundle/split.ts';
import { InputError, PlatformError } from '../errors.ts';
import type { PlatformPort } from '../ports/platform.ts';
import type { QueuePort, QueueReceipt, SendOptions } from '../ports/queue.ts';
import type { StixObject } from '../stix/object.ts';
import { partMessage } from './part-message.ts';

/** Where bundles of a connector go: `ConnectorConfig` of the registration. */
export interface PushRoute {
  readonly push: string;
  readonly push_exchange: string;
  readonly push_routing: string;
}

export interface AmqpQueueOptions {
  readonly platform: PlatformPort;
  readonly publisher: Publisher;
  /** The route and the connector's user, as of the last registration. */
  readonly route: () => PushRoute & { readonly userId: string | null };
  /** Registers again, which makes the platform declare the queues anew. */
  readonly declare: (signal?: AbortSignal) => Promise<void>;
}

/** Parts announced at once: one request per block, and no more than this to take back when sending fails. */
const BLOCK = 500;
/** Longest wait for confirms of what is under way when a sending is stopped. */
const LAST_CONFIRMS_MS = 2_000;
const REPORTS_AT_ONCE = 8;

/** The queue over AMQP (`CONNECTOR_QUEUE_PROTOCOL=amqp`, protocol.md 5.6): one message for each part, confirmed. */
export class AmqpQueue implements QueuePort {
  readonly #options: AmqpQueueOptions;
  readonly #underWay = new Set<Promise<QueueReceipt>>();

  constructor(options: AmqpQueueOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the broker has confirmed every part. A part above the broker's limit is refused by name; the rest
   * goes through. @throws PlatformError when nothing takes the parts, or the signal's reason.
   */
  send(objects: readonly StixObject[], options: SendOptions): Promise<QueueReceipt> {
    const sending = this.#send(objects, options);
    this.#underWay.add(sending);
    void sending.catch(() => undefined).finally(() => this.#underWay.delete(sending));
    return sending;
  }

  async #send(objects: readonly StixObject[], options: SendOptions): Promise<QueueReceipt> {
    const { parts, incompatible } = splitBundle({ type: 'bundle', id: `bundle--${randomUUID()}`, objects });
    const sending = new Sending(this.#options, options);
    if (!options.multiPart) await sending.announce(parts.length);
    try {
      if (options.multiPart) await sending.announcedBlocks(parts);
      else await sending.block(parts);
      await sending.confirmed();
    } catch (error) {
      await sending.giveUp(error, options.multiPart ? 0 : parts.length);
      throw error;
    }
    return {
      parts: parts.length - sending.tooLarge.length,
      refused: [...incompatible, ...sending.tooLarge],
      ...(sending.uncertain ? { uncertain: true } : {}),
    };
  }

  async waiting(): Promise<number> {
    return this.#options.publisher.waitingOn(this.#options.route().push);
  }

  /** Waits until sendings that were stopped have taken back what they announced. The publisher outlives a queue. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }
}

/** Parts of one `send` on their way. */
class Sending {
  /** True when parts may have been announced twice. */
  uncertain = false;
  readonly tooLarge: { readonly id: string; readonly reason: string }[] = [];
  readonly #queue: AmqpQueueOptions;
  readonly #options: SendOptions;
  readonly #underWay = new Map<string, BundlePart>();
  #unroutable: BundlePart[] = [];
  #announced = 0;
  #sequence = 0;
  #settled = 0;
  #failure: Error | undefined;
  #changed: () => void = () => undefined;

  constructor(queue: AmqpQueueOptions, options: SendOptions) {
    this.#queue = queue;
    this.#options = options;
  }

  async announce(parts: number): Promise<void> {
    const { workId, signal } = this.#options;
    const onRetry = () => {
      this.uncertain = true;
    };
    await this.#queue.platform.addExpectations(workId, parts, { onRetry, ...(signal ? { signal } : {}) });
    this.#announced += parts;
  }

  /** Each block is announced while the one before is on its way: a part never goes before its expectation. */
  async announcedBlocks(parts: readonly BundlePart[]): Promise<void> {
    let ahead: Promise<void> | undefined;
    for (let start = 0; start < parts.length; start += BLOCK) {
      const end = Math.min(start + BLOCK, parts.length);
      await (ahead ?? this.announce(end - start));
      ahead = end < parts.length ? this.announce(Math.min(BLOCK, parts.length - end)) : undefined;
      const [sent] = await Promise.allSettled([this.block(parts.slice(start, end)), ahead]);
      if (sent.status === 'rejected') throw sent.reason;
    }
  }

  async block(parts: readonly BundlePart[]): Promise<void> {
    for (const part of parts) {
      await this.#publish(part);
      if (this.#failure) throw this.#failure;
    }
    if (this.#unroutable.length > 0) await this.#sendAgain();
  }

  /** Waits for all confirms. */
  async confirmed(): Promise<void> {
    await this.#drained(this.#options.signal);
    if (this.#unroutable.length > 0) await this.#sendAgain();
    if (this.#failure) throw this.#failure;
    if (this.tooLarge.length > 0) await this.#report(this.tooLarge.map(({ id, reason }) => `${id}: ${reason}`));
  }

  /** Reports to the work what was announced and not sent, so that the work ends. */
  async giveUp(error: unknown, announcedForAll: number): Promise<void> {
    // A timer that keeps the process alive: what is announced has to be taken back before it ends.
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), LAST_CONFIRMS_MS);
    await this.#drained(timeout.signal).catch(() => undefined);
    clearTimeout(timer);
    const reason = error instanceof Error ? error : new Error(String(error));
    for (const id of [...this.#underWay.keys()]) this.#queue.publisher.forget(id, reason);
    const missing = Math.max(this.#announced, announcedForAll) - this.#settled;
    await this.#report(Array.from({ length: Math.max(0, missing) }, () => `not sent: ${reason.message}`));
  }

  /** Parts that no queue took go once more, after the platform has declared its queues. */
  async #sendAgain(): Promise<void> {
    const { signal } = this.#options;
    await this.#drained(signal);
    const again = this.#unroutable;
    this.#unroutable = [];
    await this.#queue.declare(signal);
    for (const part of again) await this.#publish(part);
    await this.#drained(signal);
    if (this.#unroutable.length > 0) throw this.#nowhere();
  }

  async #publish(part: BundlePart): Promise<void> {
    const { push_exchange: exchange, push_routing: routingKey, userId } = this.#queue.route();
    const { workId, draftId, applicantId, signal } = this.#options;
    const applicant = { applicantId: applicantId ?? userId, workId, draftId };
    const content = partMessage(part, ++this.#sequence, applicant);
    let id: string | undefined;
    let early = false;
    const settle = (error?: Error) => {
      if (id === undefined) early = true;
      else this.#underWay.delete(id);
      this.#settle(part, error);
    };
    id = await this.#queue.publisher.publish({ exchange, routingKey, content }, settle, signal);
    if (!early) this.#underWay.set(id, part);
  }

  #settle(part: BundlePart, error: Error | undefined): void {
    if (!error) this.#settled += 1;
    else if (InputError.isInstance(error)) this.tooLarge.push({ id: part.objects[0].id, reason: error.message });
    else if (PlatformError.isInstance(error) && error.code === 'UNROUTABLE') this.#unroutable.push(part);
    else this.#failure ??= error;
    this.#changed();
  }

  /** Resolves when nothing is under way. */
  async #drained(signal: AbortSignal | undefined): Promise<void> {
    while (this.#underWay.size > 0) {
      signal?.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const stop = () => reject(signal?.reason);
      this.#changed = resolve;
      signal?.addEventListener('abort', stop, { once: true });
      await promise.finally(() => signal?.removeEventListener('abort', stop));
    }
  }

  #nowhere(): PlatformError {
    const { push_exchange, push_routing } = this.#queue.route();
    return new PlatformError(
      `the platform's broker has no queue for ${push_routing} on ${push_exchange}, also after registering again: look at the connector on the platform`,
      { code: 'UNROUTABLE' },
    );
  }

  #report(errors: readonly string[]): Promise<void> {
    const { platform } = this.#queue;
    return atOnce(errors, REPORTS_AT_ONCE, (error) => platform.reportFailure(this.#options.workId, error));
  }
}
