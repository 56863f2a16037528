import { setTimeout as sleep } from 'node:timers/promises';
import { PlatformError } from '@opencti-connectors/core';
import type { LiveMessage, LiveStreamPort, LiveStreamQuery } from '@opencti-connectors/core/ports';
import type { StixObject } from '@opencti-connectors/core/stix';

/** An event of a test: what happened to an object. */
export interface FakeEvent {
  readonly type: 'create' | 'update' | 'delete' | 'merge';
  readonly data: StixObject;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly origin?: Readonly<Record<string, unknown>>;
}

const FIRST_MS = 1_750_000_000_000;
const PIECE = 50;

/** A live stream in memory: the same port as the real client, none of its wires. */
export class FakeLiveStream implements LiveStreamPort {
  readonly messages: (LiveMessage & { readonly id: string })[] = [];
  /** What was asked for at each opening. */
  readonly opened: LiveStreamQuery[] = [];
  /** Thrown at the next opening. */
  nextError: Error | undefined;
  isStopped = false;
  readonly #waiting = new Set<() => void>();

  add(...events: readonly FakeEvent[]): void {
    for (const { type, data, context, origin = { user_id: 'somebody' } } of events) {
      const id = `${FIRST_MS + this.messages.length}-0`;
      const body = {
        version: '4',
        type,
        scope: 'external',
        message: '',
        origin,
        data,
        ...(context ? { context } : {}),
      };
      this.messages.push({ event: type, id, data: JSON.stringify(body) });
    }
    for (const wake of this.#waiting) wake();
  }

  /** Ends every open stream, as a platform does whose stream is stopped. */
  stop(): void {
    this.isStopped = true;
    for (const wake of this.#waiting) wake();
  }

  async open(query: LiveStreamQuery, signal: AbortSignal): Promise<AsyncIterable<readonly LiveMessage[]>> {
    signal.throwIfAborted();
    this.opened.push(query);
    const error = this.nextError;
    this.nextError = undefined;
    if (error) throw error;
    if (this.isStopped) throw new PlatformError('live stream is stopped', { code: 'STREAM_STOPPED', status: 410 });
    return this.#follow(query.start, signal);
  }

  async *#follow(start: string | undefined, signal: AbortSignal): AsyncGenerator<readonly LiveMessage[]> {
    const last = this.messages.at(-1)?.id ?? `${FIRST_MS - 1}-0`;
    const first = this.messages[0]?.id ?? last;
    const data = JSON.stringify({ firstEventId: first, lastEventId: last });
    yield [{ event: 'connected', id: undefined, data }];
    let next = start === undefined ? this.messages.length : this.messages.findIndex(({ id }) => isAfter(id, start));
    if (next < 0) next = this.messages.length;
    while (!this.isStopped) {
      const piece = this.messages.slice(next, next + PIECE);
      next += piece.length;
      if (piece.length > 0) yield piece;
      else await this.#more(signal);
      signal.throwIfAborted();
    }
  }

  async #more(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    await Promise.race([promise, sleep(1_000, undefined, { signal, ref: false }).catch(() => undefined)]);
    this.#waiting.delete(resolve);
  }
}

function isAfter(id: string, start: string): boolean {
  const [[ms = 0, n = 0], [startMs = 0, startN = 0]] = [id, start].map((one) => one.split('-').map(Number)) as [
    number[],
    number[],
  ];
  return ms > startMs || (ms === startMs && n > startN);
}
