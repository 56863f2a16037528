import { randomUUID } from 'node:crypto';
import type { Log } from '../define/context.ts';
import type { QueuePort, QueueReceipt, SendOptions } from '../ports/queue.ts';
import type { StixObject } from '../stix/object.ts';
import { copyDocument, copyName, type DescribedConnector } from './copy-document.ts';

/** A place for copies of what is sent: a directory or a bucket. */
export interface CopyTarget {
  /** For messages, such as the path of the directory. */
  readonly place: string;
  readonly bundleType: 'DIRECTORY_BUNDLE' | 'S3_BUNDLE';
  /** 0 keeps all. */
  readonly retentionDays: number;
  /** The file appears whole or not at all. */
  write(name: string, text: string): Promise<void>;
  /** Removes this connector's own copies that are older than a time; gives their number. */
  removeBefore(time: Date): Promise<number>;
}

export interface CopiesOptions {
  readonly targets: readonly CopyTarget[];
  readonly connector: DescribedConnector;
  /** User of the connector, once it is registered. */
  readonly userId: () => string | null;
  readonly log: Log;
  readonly now: () => Date;
}

/** `main` has this method, this branch's port not yet. */
type Inner = QueuePort & { waiting?(signal?: AbortSignal): Promise<number> };

const DAY_MS = 86_400_000;
const SWEEP_EVERY_MS = 3_600_000;

/**
 * A queue that writes what it sends to a directory or a bucket too (`CONNECTOR_SEND_TO_DIRECTORY`,
 * `CONNECTOR_SEND_TO_S3`; protocol.md 5.9). A copy follows the main sending, so that it holds what was accepted, and its
 * failure is logged and never felt by the sending. Without a queue (`CONNECTOR_SEND_TO_QUEUE=false`) the copies are the
 * sending: then a failure is one, and what was sent is sent again at the next run.
 */
export class CopyingQueue implements QueuePort {
  readonly #queue: Inner | undefined;
  readonly #options: CopiesOptions;
  #sweptAt = 0;

  constructor(queue: QueuePort | undefined, options: CopiesOptions) {
    this.#queue = queue;
    this.#options = options;
  }

  async send(objects: readonly StixObject[], options: SendOptions): Promise<QueueReceipt> {
    if (!this.#queue) {
      options.signal?.throwIfAborted();
      for (const target of this.#options.targets) await this.#write(target, objects, options);
      await this.#sweep();
      return { parts: objects.length, refused: [] };
    }
    const receipt = await this.#queue.send(objects, options);
    for (const target of this.#options.targets) {
      await this.#write(target, objects, options).catch((error: unknown) => {
        this.#options.log.error('copy could not be written; the data are on their way to the platform all the same', {
          place: target.place,
          error,
        });
      });
    }
    await this.#sweep();
    return receipt;
  }

  async waiting(signal?: AbortSignal): Promise<number> {
    return (await this.#queue?.waiting?.(signal)) ?? 0;
  }

  async close(): Promise<void> {
    await this.#queue?.close();
  }

  async #write(target: CopyTarget, objects: readonly StixObject[], { applicantId }: SendOptions): Promise<void> {
    if (objects.length === 0) return;
    const { connector, userId, now } = this.#options;
    const document = copyDocument({
      bundleType: target.bundleType,
      applicantId: applicantId ?? userId(),
      connector,
      bundle: { type: 'bundle', id: `bundle--${randomUUID()}`, objects },
    });
    await target.write(copyName(connector.name, now()), JSON.stringify(document));
  }

  /** At most once an hour: it lists the whole place. */
  async #sweep(): Promise<void> {
    const { targets, now, log } = this.#options;
    const time = now().getTime();
    if (time - this.#sweptAt < SWEEP_EVERY_MS) return;
    this.#sweptAt = time;
    for (const target of targets.filter(({ retentionDays }) => retentionDays > 0)) {
      try {
        const removed = await target.removeBefore(new Date(time - target.retentionDays * DAY_MS));
        if (removed > 0) log.info('old copies removed', { place: target.place, removed });
      } catch (error) {
        log.warn('old copies could not be removed', { place: target.place, error });
      }
    }
  }
}
