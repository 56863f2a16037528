import type { Log } from '../define/context.ts';
import type { StreamEvent } from '../define/stream.ts';
import { PlatformError } from '../errors.ts';
import type { LiveMessage } from '../ports/stream.ts';
import { isDataEvent, isDependency, isRecovered, readEvent } from './stream-event.ts';
import { BEGINNING, compareIds, type LedgerEntry, msOf, type PositionLedger } from './stream-position.ts';
import type { StreamStart } from './stream-start.ts';

/** What one reader needs to know and whom it tells. */
export interface ReaderOptions {
  readonly ledger: PositionLedger;
  readonly log: Log;
  /** Our own user. */
  readonly userId: string | null | undefined;
  readonly accepts: (event: StreamEvent) => boolean;
  /** Takes an event that is to be delivered. */
  readonly deliver: (event: StreamEvent, entry: LedgerEntry) => void;
  /** A message that is no event of ours: it is left out, and kept where there is a place for it. */
  readonly onUnreadable: (message: LiveMessage, reason: string, entry: LedgerEntry) => void;
}

interface Connected {
  readonly firstEventId?: string | null;
  readonly lastEventId?: string | null;
}

/** Thrown inside to open the stream again at once, from where it should have begun. */
export class Reopen extends Error {}

/**
 * Makes events of messages and knows where to go on: after a cut, from the last event that has arrived whole
 * (`start`); after a restart, from what the ledger says.
 */
export class StreamReader {
  readonly #options: ReaderOptions;
  /** Event id to open the stream after; undefined follows from now on. */
  start: string | undefined;
  /** End of the list from the database, ISO date. */
  recover: string | 'now' | undefined;
  /** Newest id of the stream when it was last opened. */
  lastAtConnect: string | undefined;
  /** Newest id that was seen, of whatever message. */
  seen = BEGINNING;
  /** Events read and left out, for who counts them. */
  counts = { read: 0, filtered: 0 };
  #stored: boolean;
  #recoverId: string | undefined;

  constructor(start: StreamStart, options: ReaderOptions) {
    this.start = start.start;
    this.recover = start.recover;
    this.#stored = start.stored;
    this.#options = options;
    if (start.start !== undefined) options.ledger.position = start.start;
    this.#setRecover(start.recover);
  }

  /** True until the list from the database has ended: its ids are in no order, so that no position can be told. */
  get isRecovering(): boolean {
    return this.#recoverId !== undefined && this.start !== undefined && compareIds(this.#recoverId, this.start) > 0;
  }

  /** True when everything has arrived that was there when the stream was opened. */
  get isCaughtUp(): boolean {
    const { lastAtConnect: last, start, isRecovering } = this;
    return !isRecovering && last !== undefined && start !== undefined && compareIds(start, last) >= 0;
  }

  /** @throws PlatformError for an `error` message, Reopen when events are gone that the database still knows. */
  take(message: LiveMessage): void {
    const { event, id } = message;
    if (isDataEvent(event)) this.#takeEvent(event, message);
    else if (event === 'connected') this.#connected(parse(message.data));
    else if (event === 'error') throw this.#failed(message.data);
    else if (event === 'no-recover') this.#notRecovered(message.data);
    else if (id !== undefined) this.#passed(id);
  }

  /** Recovery ends at the platform's own time, as the newest event tells it; clocks here may be wrong. */
  recoverUntil(id: string): void {
    this.recover = new Date(msOf(id)).toISOString();
    this.#setRecover(this.recover);
  }

  #setRecover(recover: string | undefined): void {
    this.#recoverId = recover === undefined || recover === 'now' ? undefined : `${Date.parse(recover)}-0`;
  }

  #takeEvent(type: StreamEvent['type'], message: LiveMessage): void {
    const { ledger, userId, accepts, deliver, onUnreadable } = this.#options;
    this.counts.read += 1;
    const read = readEvent(type, message, userId);
    if ('reason' in read) {
      onUnreadable(message, read.reason, ledger.add(this.#boundary(message.id, true)));
      return;
    }
    const isWhole = !isDependency(read) && !isRecovered(read);
    const boundary = this.#boundary(message.id, isWhole);
    if (accepts(read)) {
      deliver(read, ledger.add(boundary));
      return;
    }
    this.counts.filtered += 1;
    ledger.skip(boundary);
  }

  /** Where reading may go on after this message; undefined in a list from the database, and before a group is whole. */
  #boundary(id: string | undefined, isWhole: boolean): string | undefined {
    if (id === undefined) return undefined;
    if (this.#recoverId !== undefined && compareIds(id, this.#recoverId) <= 0) return undefined;
    if (compareIds(id, this.seen) > 0) this.seen = id;
    if (!isWhole) return undefined;
    this.start = id;
    return id;
  }

  /** Heartbeats move on while nothing happens. One under the id of an event tells nothing: its group may not be whole. */
  #passed(id: string): void {
    const isPast =
      compareIds(id, this.seen) > 0 && (this.#recoverId === undefined || compareIds(id, this.#recoverId) > 0);
    if (!isPast) return;
    this.seen = id;
    this.start = id;
    const { ledger } = this.#options;
    ledger.skip(id);
    ledger.advance();
  }

  #connected({ firstEventId: first, lastEventId: last }: Connected): void {
    const { ledger, log } = this.#options;
    this.lastAtConnect = last ?? undefined;
    if (this.start === undefined) {
      this.start = last ?? undefined;
      if (last) ledger.position = last;
    } else if (this.recover === 'now') {
      this.recoverUntil(last || `${Date.now()}-0`);
      throw new Reopen();
    } else if (this.#isGap(first) && last) {
      log.warn('events are gone from the stream: what changed is read from the database, deletions cannot be known', {
        position: this.start,
        first_event_id: first,
      });
      this.recoverUntil(last);
      throw new Reopen();
    }
    this.#stored = true;
    log.info('live stream is open', { position: this.start, recover_until: this.recover });
  }

  /** True when the stream has dropped what came after our position. */
  #isGap(first: string | null | undefined): boolean {
    if (!this.#stored || !first || this.start === undefined || this.start === BEGINNING) return false;
    return compareIds(first, this.start) > 0 && !this.isRecovering;
  }

  /** Streams with origin filters have no history. */
  #notRecovered(data: string): void {
    const { message } = parse(data) as { message?: unknown };
    this.#options.log.warn('history is not read: the platform follows this stream from now on only', {
      reason: message,
    });
    this.withoutRecovery();
  }

  withoutRecovery(): void {
    this.recover = undefined;
    this.#recoverId = undefined;
  }

  #failed(data: string): PlatformError {
    const { message } = parse(data) as { message?: unknown };
    return new PlatformError(`LiveStream: the platform ended the stream: ${String(message)}`, { code: 'STREAM_ERROR' });
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
