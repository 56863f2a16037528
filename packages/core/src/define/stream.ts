import type { z } from 'zod';
import type { RateLimit } from '../http/pace.ts';
import type { StixObject } from '../stix/object.ts';
import type { ConnectorDefinition } from './connector.ts';
import type { Context } from './context.ts';

type AnyObject = z.ZodObject;
type Values = Readonly<Record<string, unknown>>;

/** One event of a live stream (protocol.md 7.4). */
export interface StreamEvent {
  /** `<ms>-<n>`: where it stands in the stream. Not unique: what an event depends on comes before it under the same id. */
  readonly id: string;
  readonly type: 'create' | 'update' | 'delete' | 'merge';
  /** The object in STIX 2.1 with extensions: as it is now, or as it was last. */
  readonly data: StixObject;
  /** OpenCTI's internal id of the object; its STIX id where the platform sent none. Stays when the STIX id changes. */
  readonly entityId: string;
  /** What the platform says about it, for a person. */
  readonly message: string;
  /** Who did it and from where; `init-create` and `init-dependencies` as `referer` mark what was only repeated. */
  readonly origin: Values;
  /** `patch` and `reverse_patch` (RFC 6902) of an update; `sources` of a merge; empty otherwise. */
  readonly context: Values;
  /** True when our own user, or somebody it acted for, did it. */
  readonly own: boolean;
  /** The event as it came: one line of JSON. */
  readonly text: string;
}

/** An event that will never be accepted, with the reason for a person. */
export interface RefusedEvent {
  readonly event: StreamEvent;
  readonly reason: string;
}

/** What goes back to OpenCTI about what was delivered. It is sent before the position moves on. */
export interface StreamFeedback {
  /** Adds one object; what is there already under the same id is merged on the platform. */
  add(object: StixObject): void;
}

/** Context of a consumer of a live stream: one for the life of the process. */
export interface StreamContext<Config> extends Context<Config> {
  readonly feedback: StreamFeedback;
  /** Address of the platform, for links to its pages. */
  readonly platformUrl: string;
  /** Whether the receiver can be reached: shown by `/ready`, each change logged once. */
  readonly ready: (reason?: string) => void;
}

/** Where the events of one process go. */
export interface StreamHandler {
  /**
   * Delivers events in order. Resolving means that all are accepted but those given back, which never will be.
   * What it throws is tried again when it is `retryable`; otherwise the batch is halved until the event at fault is
   * alone, and that one counts as refused.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler that refuses nothing returns nothing
  deliver(events: readonly StreamEvent[], signal: AbortSignal): Promise<readonly RefusedEvent[] | void>;
  /** Told of events that are refused for good because of what `deliver` threw, after they are kept. */
  refused?(refused: readonly RefusedEvent[]): void;
  /** Makes what was delivered lasting; the position is stored after it. */
  flush?(): Promise<void>;
  close?(): Promise<void>;
}

/** How events are handed over. */
export interface StreamBatch {
  /** Events in one batch at most. */
  readonly events: number;
  /** Bytes of JSON in one batch at most, one event excepted. */
  readonly bytes?: number;
  /** How long a batch that is not full waits for more, milliseconds. */
  readonly waitMs?: number;
}

/** What an author writes for a consumer of a live stream: `onEvent`, or `open` for batches and resources. */
export interface StreamOptions<Config extends AnyObject> extends ConnectorDefinition<Config> {
  /** Whether an event is handed over. Those that are not count as done. */
  readonly accepts?: (event: StreamEvent, config: z.output<Config>) => boolean;
  /** Batches under way at once, each for other entities; 1 keeps the order of all events. */
  readonly lanes?: (config: z.output<Config>) => number;
  readonly batch?: (config: z.output<Config>) => StreamBatch;
  /** Folder for dead letters and for events that wait; without one an event that is refused for good stops the delivery. */
  readonly dataDir?: (config: z.output<Config>) => string | undefined;
  /** Bytes of events that may wait in that folder while the receiver is away; none unless given. */
  readonly spoolBytes?: (config: z.output<Config>) => number;
  /** Name of the variable that names that folder, for messages. */
  readonly dataDirVariable?: string;
  /** Hosts (or URLs) named in settings: they may be private addresses. */
  readonly sourceUrls?: (config: z.output<Config>) => readonly string[];
  readonly rateLimit?: (config: z.output<Config>) => RateLimit | undefined;
  /** Opens where events go, once. @throws to try again later. */
  open?(ctx: StreamContext<z.output<Config>>): Promise<StreamHandler>;
  /** Takes one event; events of one entity come one after the other. */
  onEvent?(ctx: StreamContext<z.output<Config>>, event: StreamEvent): Promise<void>;
}

/** A consumer of a live stream, ready for `run(connector)`. */
export interface Stream<Config extends AnyObject = AnyObject> extends StreamOptions<Config> {
  readonly kind: 'STREAM';
}

/**
 * Defines a connector that follows a live stream (`STREAM`). Position, order, repetition and dead letters belong to
 * core. Nothing runs until `run(connector)`.
 */
export function defineStream<Config extends AnyObject>(options: StreamOptions<Config>): Stream<Config> {
  return { ...options, kind: 'STREAM' };
}
