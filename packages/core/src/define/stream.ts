import type { z } from 'zod';
import type { StixObject } from '../stix/object.ts';
import type { ConnectorDefinition } from './connector.ts';
import type { Context, ContextState } from './context.ts';

type AnyObject = z.ZodObject;

/** One event of a live stream. */
export interface StreamEvent {
  readonly id: string;
  readonly type: 'create' | 'update' | 'delete' | 'merge';
  readonly data: StixObject;
}

/** Context of one stream event. */
export interface StreamContext<Config> extends Context<Config> {
  readonly state: ContextState<Readonly<Record<string, unknown>>>;
}

/** What an author writes for a consumer of a live stream. */
export interface StreamOptions<Config extends AnyObject> extends ConnectorDefinition<Config> {
  onEvent(ctx: StreamContext<z.output<Config>>, event: StreamEvent): Promise<void>;
}

/** A consumer of a live stream, ready for `run(connector)`. */
export interface Stream<Config extends AnyObject = AnyObject> extends StreamOptions<Config> {
  readonly kind: 'STREAM';
}

/** Defines a connector that follows a live stream (`STREAM`). Nothing runs until `run(connector)`. */
export function defineStream<Config extends AnyObject>(options: StreamOptions<Config>): Stream<Config> {
  return { ...options, kind: 'STREAM' };
}
