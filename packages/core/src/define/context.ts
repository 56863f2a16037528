/** What the contexts of all five kinds share. Types only: `define/` does no I/O. */
import type { SourceHttp } from '../http/source-http.ts';
import type { StixObject } from '../stix/object.ts';
import type { relationship } from '../stix/relationship.ts';

/** Values of one log line, written beside its constant message. Names in snake_case. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Logger bound to a connector and, inside a run, to its work. Messages are constants; values go into `fields`. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that writes `fields` with each of its lines. */
  with(fields: LogFields): Log;
}

/** What every handler gets, whatever its kind. */
export interface Context<Config> {
  /** The connector's own settings, as its schema parsed them; frozen. */
  readonly config: Config;
  readonly log: Log;
  /** Aborted by SIGTERM, by a stop of the platform's or by the deadline of the job. */
  readonly signal: AbortSignal;
  /** HTTP for sources: schema, retry, rate limit, limits of size and time; replayed in tests. */
  readonly http: SourceHttp;
  /** The clock; fixed in tests. */
  now(): Date;
}

/** What one `send` did. */
export interface SendResult {
  /** Parts handed to the platform, one object each: the expectations of the work. */
  readonly parts: number;
  /** Objects that were not sent, each with its reason. */
  readonly refused: readonly { readonly id: string; readonly reason: string }[];
}

/**
 * The objects of one run or one job. Deduplicates by id; what is not sent by the handler is sent at its end. An object
 * that is not STIX is left out, counted as refused and logged with its path and reason; the rest goes through.
 */
export interface ContextBundle {
  /** Adds one object, stamped with author and marking, and gives back what will be sent. */
  add<T extends StixObject>(object: T): T;
  addAll(objects: Iterable<StixObject>): void;
  /** Adds a relationship between two objects, or their ids: `relate(malware, 'uses', technique)`. */
  readonly relate: typeof relationship;
  readonly size: number;
  /**
   * Sends what was added so far under the work of the run, opened at the first send, and empties the bundle.
   * `message` is a sentence about it, shown with the end of the work.
   * @throws PlatformError when the platform refuses, AbortError when the run is stopped.
   */
  send(message?: string): Promise<SendResult>;
}

/** Typed state of a connector, kept by the platform. */
export interface ContextState<State> {
  readonly current: State;
  /** Merges into the state. It reaches the platform only after the data of the run were accepted. */
  update(change: Partial<State>): void;
}
