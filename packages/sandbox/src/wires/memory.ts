import type { StoredConnector } from '../connectors/registry.ts';
import { type CallbackOptions, deliver } from '../jobs/callback.ts';
import type { Platform } from '../platform.ts';
import type { PushMessage, QueueDetails, Wire } from './wire.ts';
import { Worker } from './worker.ts';

/** Messages taken between two looks at the event loop. */
const AT_ONCE = 500;

interface Waiting {
  readonly connectorId: string;
  readonly text: string;
}

/** Without a broker: messages wait in memory, and jobs go to the connector's HTTP callback. */
export class MemoryWire implements Wire {
  /** Everything arrives in the order it was sent. */
  readonly mayArriveLater = false;
  readonly #worker: Worker;
  readonly #callback: CallbackOptions;
  readonly #jobs = new Set<Promise<void>>();
  readonly #closed = new AbortController();
  #queue: Waiting[] = [];
  #working: Promise<void> | undefined;

  constructor(platform: Platform, callback: CallbackOptions) {
    this.#worker = new Worker(platform);
    this.#callback = callback;
  }

  async declare(): Promise<void> {}

  async push(connectorId: string, messages: readonly PushMessage[]): Promise<void> {
    for (const message of messages) this.#queue.push({ connectorId, text: JSON.stringify(message) });
    this.#working ??= this.#drain();
  }

  async #drain(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) {
      for (const { text, connectorId } of this.#queue.splice(0, AT_ONCE)) await this.#worker.take(text, connectorId);
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#working = undefined;
  }

  async job({ listen_callback_uri: uri }: StoredConnector, message: object): Promise<void> {
    if (!uri) return;
    const job = deliver(uri, JSON.stringify(message), this.#callback, this.#closed.signal);
    this.#jobs.add(job);
    void job.finally(() => this.#jobs.delete(job));
  }

  async details(connectorId: string): Promise<QueueDetails> {
    const waiting = this.#queue.filter((one) => one.connectorId === connectorId);
    return {
      messages_number: waiting.length,
      messages_size: waiting.reduce((sum, { text }) => sum + text.length, 0),
    };
  }

  async purge(connectorId: string): Promise<void> {
    this.#queue = this.#queue.filter((one) => one.connectorId !== connectorId);
  }

  async remove(connectorId: string): Promise<void> {
    await this.purge(connectorId);
  }

  async idle(): Promise<void> {
    await this.#working;
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await Promise.allSettled(this.#jobs);
  }
}
