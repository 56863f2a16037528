import { randomUUID } from 'node:crypto';
import type { PlatformPort } from '../ports/platform.ts';
import type { QueuePort, QueueReceipt, SendOptions } from '../ports/queue.ts';
import type { WorkbenchPort } from '../ports/workbench.ts';
import type { StixObject } from '../stix/object.ts';

type Inner = QueuePort & { waiting?(signal?: AbortSignal): Promise<number> };

/**
 * A queue that offers bundles to a person instead of importing them (`CONNECTOR_VALIDATE_BEFORE_IMPORT`, protocol.md
 * 5.6): each sending becomes a workbench named after its work, which counts it as one part. What goes into a draft is
 * validated there already, and is sent as usual.
 */
export class WorkbenchQueue implements QueuePort {
  readonly #queue: Inner;
  readonly #platform: PlatformPort;
  readonly #workbench: WorkbenchPort;
  /** Sendings of the work that was sent for last: a second one must not take the place of the first. */
  #last = { workId: '', sendings: 0 };

  constructor(queue: QueuePort, platform: PlatformPort, workbench: WorkbenchPort) {
    this.#queue = queue;
    this.#platform = platform;
    this.#workbench = workbench;
  }

  /** @throws PlatformError; the part is then reported as failed. */
  async send(objects: readonly StixObject[], options: SendOptions): Promise<QueueReceipt> {
    if (options.draftId) return this.#queue.send(objects, options);
    if (objects.length === 0) return { parts: 0, refused: [] };
    const { workId, signal } = options;
    const call = signal ? { signal } : {};
    const bundle = JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects });
    let uncertain = false;
    const onRetry = () => {
      uncertain = true;
    };
    await this.#platform.addExpectations(workId, 1, { ...call, onRetry });
    try {
      await this.#workbench.offer(this.#fileName(workId), bundle, call);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      await this.#platform.reportFailure(workId, `not sent: ${reason}`);
      throw error;
    }
    await this.#platform.reportDone(workId, call);
    return { parts: 1, refused: [], ...(uncertain ? { uncertain } : {}) };
  }

  async waiting(signal?: AbortSignal): Promise<number> {
    return (await this.#queue.waiting?.(signal)) ?? 0;
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }

  #fileName(workId: string): string {
    const sendings = this.#last.workId === workId ? this.#last.sendings + 1 : 1;
    this.#last = { workId, sendings };
    return sendings === 1 ? `${workId}.json` : `${workId}-${sendings}.json`;
  }
}
