import type { StreamFeedback } from '../define/stream.ts';
import { PlatformError } from '../errors.ts';
import type { QueuePort } from '../ports/queue.ts';
import type { StixObject } from '../stix/object.ts';
import { RunBundle } from './run-bundle.ts';
import type { SessionPorts } from './session.ts';
import { RunWork } from './work.ts';

/** Objects in one sending. */
const MAX_OBJECTS = 1_000;

/** What goes back to the platform about delivered events: collected, and sent under a work of its own before the position moves. */
export class FeedbackSender implements StreamFeedback {
  readonly #ports: SessionPorts & { readonly queue: QueuePort };
  readonly #connectorId: string;
  readonly #name: string;
  #objects: StixObject[] = [];

  constructor(ports: SessionPorts & { readonly queue: QueuePort }, connectorId: string, name: string) {
    this.#ports = ports;
    this.#connectorId = connectorId;
    this.#name = name;
  }

  add(object: StixObject): void {
    this.#objects.push(object);
  }

  /** Sends what was added. What the platform refuses for good is said and dropped. @throws PlatformError to try again. */
  async flush(signal: AbortSignal): Promise<void> {
    while (this.#objects.length > 0) {
      const sent = this.#objects.slice(0, MAX_OBJECTS);
      try {
        await this.#send(sent, signal);
      } catch (error) {
        if (signal.aborted || (PlatformError.isInstance(error) && error.retryable)) throw error;
        this.#ports.log.error('feedback refused by the platform', { objects: sent.length, error });
      }
      this.#objects.splice(0, sent.length);
    }
  }

  async #send(objects: readonly StixObject[], signal: AbortSignal): Promise<void> {
    const { platform, clock, log, queue, metrics } = this.#ports;
    const name = `${this.#name} feedback @ ${clock.now().toISOString()}`;
    const work = new RunWork(platform, this.#connectorId, name);
    const stamp = { externalReferences: [] };
    const bundle = new RunBundle({
      log,
      queue,
      work,
      metrics,
      signal,
      stamp,
      companions: [],
      onAccepted: () => undefined,
    });
    bundle.addAll(objects);
    try {
      await bundle.send();
      await work.end({ message: bundle.summary(), inError: false });
    } catch (error) {
      if (work.id)
        await work.end({ message: 'Sending was interrupted and is repeated.', inError: true }).catch(() => undefined);
      throw error;
    }
  }
}
