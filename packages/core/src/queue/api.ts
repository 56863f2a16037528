import { randomUUID } from 'node:crypto';
import { chunkBundles } from '../bundle/order.ts';
import { splitBundle } from '../bundle/split.ts';
import { InputError } from '../errors.ts';
import type { CallOptions, PlatformPort } from '../ports/platform.ts';
import { NO_DRAFTS, type QueuePort, type QueueReceipt, type SendOptions } from '../ports/queue.ts';
import type { StixObject } from '../stix/object.ts';

/** Largest body of one push, bytes of JSON: far below the platform's limit of 50 MB (decision 18). */
const MAX_PUSH_BYTES = 8_000_000;

/**
 * The queue over HTTP (`CONNECTOR_QUEUE_PROTOCOL=api`, protocol.md 5.11): whole bundles in dependency order by
 * `stixBundlePush`. The platform takes them apart and announces the expectations itself.
 */
export class ApiQueue implements QueuePort {
  readonly #platform: PlatformPort;
  readonly #connectorId: string;
  /** Whether the platform announces a bundle of one object itself; not known before the first. */
  #announcesOne: boolean | undefined;

  constructor(platform: PlatformPort, connectorId: string) {
    this.#platform = platform;
    this.#connectorId = connectorId;
  }

  /** @throws InputError for a draft, which this protocol cannot name; PlatformError when the platform refuses. */
  async send(objects: readonly StixObject[], options: SendOptions): Promise<QueueReceipt> {
    if (options.draftId) throw new InputError(NO_DRAFTS);
    const { parts, incompatible } = splitBundle({ type: 'bundle', id: `bundle--${randomUUID()}`, objects });
    const ordered = parts.flatMap((part) => part.objects);
    let sent = 0;
    for (const chunk of chunkBundles(ordered, MAX_PUSH_BYTES)) {
      options.signal?.throwIfAborted();
      await this.#push(chunk.text, chunk.objects, options);
      sent += chunk.objects;
    }
    return { parts: sent, refused: incompatible };
  }

  async #push(text: string, objects: number, { workId, signal }: SendOptions): Promise<void> {
    const options = signal ? { signal } : {};
    const push = () => this.#platform.pushBundle(this.#connectorId, text, workId, options);
    if (objects > 1 || this.#announcesOne) return push();
    if (this.#announcesOne === undefined) return this.#firstAlone(push, workId, options);
    await this.#platform.addExpectations(workId, 1, options);
    await push();
  }

  /**
   * Platforms before 7.2608 announce nothing for a bundle of one object (protocol.md section 10). Whether this one does
   * shows in the counters of the work.
   */
  async #firstAlone(push: () => Promise<void>, workId: string, options: CallOptions): Promise<void> {
    const before = await this.#platform.workProgress(workId, options);
    await push();
    const after = await this.#platform.workProgress(workId, options);
    if (!before || !after) return;
    this.#announcesOne = after.expected > before.expected;
    if (!this.#announcesOne) await this.#platform.addExpectations(workId, 1, options);
  }

  async waiting(signal?: AbortSignal): Promise<number> {
    const { messages } = await this.#platform.queueSize(this.#connectorId, signal ? { signal } : {});
    return messages;
  }

  /** Nothing is held open. */
  async close(): Promise<void> {}
}
