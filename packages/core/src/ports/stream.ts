/** What is asked of a live stream (protocol.md 7.2). */
export interface LiveStreamQuery {
  /** Id of a collection, or `live`. */
  readonly streamId: string;
  /** Event id `<ms>-<n>`, exclusive; undefined follows from now on. */
  readonly start: string | undefined;
  /** ISO date: what changed between the start and then is listed from the database first. Needs a start. */
  readonly recover: string | undefined;
  readonly listenDelete: boolean;
  readonly noDependencies: boolean;
  readonly withInferences: boolean;
}

/** One message of the stream, as it came. */
export interface LiveMessage {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

/** The live stream of a platform. */
export interface LiveStreamPort {
  /**
   * Opens the stream. It gives messages as they come, several at a time, and reads no further while nobody asks.
   * @throws PlatformError: code `STREAM_STOPPED`, `STREAM_UNKNOWN`, `STREAM_FORBIDDEN` or `AUTH_REQUIRED` for a refusal,
   * another for a lost connection; the signal's reason.
   */
  open(query: LiveStreamQuery, signal: AbortSignal): Promise<AsyncIterable<readonly LiveMessage[]>>;
}

/** Counts of one consumer. */
export interface StreamMetrics {
  read(events: number): void;
  filtered(events: number): void;
  delivered(events: number): void;
  retried(): void;
  deadLettered(events: number): void;
  /** Events that wait or are under way. */
  pending(events: number): void;
  /** Bytes that wait on disk. */
  spooled(bytes: number): void;
  /** Age of the newest confirmed position, seconds. */
  lag(seconds: number): void;
}

/** An event that was refused for good. */
export interface DeadLetter {
  readonly id: string;
  readonly type: string;
  readonly reason: string;
  /** When it was refused, ISO 8601. */
  readonly at: string;
  /** The event as it came: JSON. */
  readonly text: string;
}

/** Where refused events are kept. What is put is on disk when the promise resolves. */
export interface DeadLetterPort {
  put(letters: readonly DeadLetter[]): Promise<void>;
  /** All letters, oldest first. */
  read(): AsyncIterable<DeadLetter>;
  /** Ends a reading: of the letters that were there when `read` began, only `left` stay. @returns letters put since. */
  replace(left: readonly DeadLetter[]): Promise<number>;
}

/** An event on its way, as it is kept on disk. */
export interface SpooledEvent {
  readonly id: string;
  readonly type: string;
  /** The event as it came: JSON. */
  readonly text: string;
}

/** Events that wait for a receiver that is away, first in, first out. They outlive the process. */
export interface EventSpoolPort {
  /** Begins with the oldest event that was not released, whoever took it before. */
  open(): Promise<void>;
  /**
   * Adds events, as taken already where the one who adds them has them in hand. They survive the process at once, and a
   * failing machine after `sync`. @throws InputError when they cannot be written: then none was added.
   */
  append(events: readonly SpooledEvent[], isTaken?: boolean): Promise<void>;
  sync(): Promise<void>;
  /** Takes the next events, oldest first, some at a time; none when all are taken. */
  take(): Promise<readonly SpooledEvent[]>;
  /** Lets go of so many of the oldest that were taken: they have been delivered. */
  release(count: number): Promise<void>;
  close(): Promise<void>;
  /** True when everything was taken. */
  readonly isDrained: boolean;
  /** True at the bound that the operator has set. */
  readonly isFull: boolean;
  /** Bytes that are not released. */
  readonly bytes: number;
}
