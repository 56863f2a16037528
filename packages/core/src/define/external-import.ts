import { z } from 'zod';
import type { RateLimit } from '../http/pace.ts';
import type { ExternalReference } from '../stix/build.ts';
import type { ConnectorDefinition } from './connector.ts';
import type { Context, ContextBundle, ContextState } from './context.ts';

/** The organization that made the data; becomes `created_by_ref` of what has no author. */
export interface Author {
  readonly name: string;
  readonly description?: string;
}

/** Context of one run of an external import. */
export interface ExternalImportContext<Config, State> extends Context<Config> {
  readonly bundle: ContextBundle;
  readonly state: ContextState<State>;
}

type AnyObject = z.ZodObject;

/** What an author writes for an external import. */
export interface ExternalImportOptions<Config extends AnyObject, State extends AnyObject>
  extends ConnectorDefinition<Config> {
  /** ISO 8601 duration between two starts, such as `P7D`; `CONNECTOR_DURATION_PERIOD` replaces it. */
  readonly every: string;
  /** Period in milliseconds that an older setting of the source's asks for, below `CONNECTOR_DURATION_PERIOD`. */
  readonly everyMs?: (config: z.output<Config>) => number | undefined;
  readonly author?: Author;
  /** Marking (TLP name) put on objects that carry none; undefined leaves them alone. */
  readonly marking?: (config: z.output<Config>) => string | undefined;
  /** Where the data come from: a reference put on every entity. */
  readonly externalReferences?: (config: z.output<Config>) => readonly ExternalReference[];
  /** Schema of the state; each key needs a default, because the first run has none. */
  readonly state?: State;
  /** Hosts (or URLs) named in settings: they may be private addresses. */
  readonly sourceUrls?: (config: z.output<Config>) => readonly string[];
  /** What the source allows: requests to each of its hosts in a time; `ctx.http` keeps to it. */
  readonly rateLimit?: (config: z.output<Config>) => RateLimit | undefined;
  /** One run. Objects added and not sent are sent when it returns; then the state is stored. */
  run(ctx: ExternalImportContext<z.output<Config>, z.output<State>>): Promise<void>;
}

/** An external import, ready for `run(connector)`. */
export interface ExternalImport<Config extends AnyObject = AnyObject, State extends AnyObject = AnyObject>
  extends ExternalImportOptions<Config, State> {
  readonly kind: 'EXTERNAL_IMPORT';
  readonly state: State;
}

const NO_STATE = z.object({});

/**
 * Defines a connector that fetches from a source on a schedule (`EXTERNAL_IMPORT`).
 * Types of `ctx.config` and `ctx.state` come from the two schemas. Nothing runs until `run(connector)`.
 */
export function defineExternalImport<Config extends AnyObject, State extends AnyObject = typeof NO_STATE>(
  options: ExternalImportOptions<Config, State>,
): ExternalImport<Config, State> {
  return { ...options, kind: 'EXTERNAL_IMPORT', state: options.state ?? (NO_STATE as unknown as State) };
}
