import type { Draft } from '../drafts/drafts.ts';
import { inDependencyOrder } from '../graph/order.ts';
import { type IncomingObject, Refusal } from '../graph/store.ts';
import type { Platform } from '../platform.ts';
import type { PushMessage } from './wire.ts';

/** Tries for an object whose references are still under way; the platform's worker has 101. */
const MISSING_TRIES = 20;
const MISSING_WAIT_MS = 50;

/** What the platform's worker does with one message (protocol.md 5.8): imports its objects and reports each. */
export class Worker {
  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /**
   * Takes one message as text. Text that makes no sense is dropped, as there: the worker refuses it without requeue.
   * @returns whether it was taken.
   */
  async take(text: string, connectorId: string): Promise<boolean> {
    const read = readMessage(text);
    if (!read) {
      this.#platform.dropped.push({ connectorId, text: text.slice(0, 200) });
      return false;
    }
    const { message, objects } = read;
    const workId = message.work_id ?? undefined;
    if (workId && !this.#platform.works.find(workId)) return true;
    const split = objects.length > 1 && message.no_split !== true;
    if (split && workId) this.#platform.works.addExpectations(workId, objects.length);
    for (const object of split ? inDependencyOrder(objects) : objects) await this.#import(object, message);
    return true;
  }

  async #import(object: IncomingObject, message: PushMessage): Promise<void> {
    const workId = message.work_id ?? undefined;
    for (let tries = 1; ; tries++) {
      try {
        await this.#platform.write(object, message.applicant_id ?? undefined, this.#draft(message));
        if (workId) this.#platform.works.report(workId);
        return;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (error.code === 'MISSING_REFERENCE_ERROR' && tries < MISSING_TRIES && this.#platform.wire.mayArriveLater) {
          await new Promise((resolve) => setTimeout(resolve, MISSING_WAIT_MS));
          continue;
        }
        this.#platform.rejected.push({ id: object.id, type: object.type, reason: error.message });
        if (workId) this.#platform.works.report(workId, { error: error.message, source: JSON.stringify(object) });
        return;
      }
    }
  }

  /** The draft that a message is for. @throws Refusal when it is gone or closed. */
  #draft({ draft_id: id }: PushMessage): Draft | undefined {
    if (!id) return undefined;
    const draft = this.#platform.drafts.find(id);
    if (draft?.status === 'open') return draft;
    throw new Refusal('DRAFT_LOCKED', draft ? 'The draft is not in an open state' : 'Could not find draft workspace');
  }
}

function readMessage(text: string): { message: PushMessage; objects: IncomingObject[] } | undefined {
  try {
    const message = JSON.parse(text) as PushMessage;
    const bundle = JSON.parse(Buffer.from(message.content, 'base64').toString('utf8')) as { objects?: unknown };
    if (!Array.isArray(bundle.objects) || bundle.objects.length === 0) return undefined;
    return { message, objects: bundle.objects as IncomingObject[] };
  } catch {
    return undefined;
  }
}
