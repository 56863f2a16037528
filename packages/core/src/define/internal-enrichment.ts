import type { z } from 'zod';
import type { RateLimit } from '../http/pace.ts';
import type { ExternalReference } from '../stix/build.ts';
import type { StixObject } from '../stix/object.ts';
import type { ConnectorDefinition } from './connector.ts';
import type { Context, ContextBundle } from './context.ts';
import type { Author } from './external-import.ts';

type AnyObject = z.ZodObject;

/** Context of one enrichment: what is added goes out in one bundle, together with the enriched entity. */
export interface EnrichmentContext<Config> extends Context<Config> {
  readonly bundle: ContextBundle;
  /** OpenCTI's name of the entity's type, such as `Domain-Name`. */
  readonly entityType: string;
  /** True when a person or a playbook asked, false when the platform did by itself. */
  readonly asked: boolean;
  /** Everything that came with the job, the entity included. */
  readonly objects: readonly StixObject[];
}

/** What an author writes for an enrichment; `scope` names the entity types it takes, in OpenCTI's words. */
export interface InternalEnrichmentOptions<Config extends AnyObject> extends ConnectorDefinition<Config> {
  /** Highest marking of an entity that may be looked up, such as `TLP:AMBER`; undefined looks up everything. */
  readonly maxTlp?: (config: z.output<Config>) => string | undefined;
  readonly author?: Author;
  /** Marking (TLP name) put on objects that carry none; without it they get the entity's own markings. */
  readonly marking?: (config: z.output<Config>) => string | undefined;
  /** Where the data come from: a reference put on every entity that is made. */
  readonly externalReferences?: (config: z.output<Config>) => readonly ExternalReference[];
  /** Hosts (or URLs) named in settings: they may be private addresses. */
  readonly sourceUrls?: (config: z.output<Config>) => readonly string[];
  /** What the source allows: requests to each of its hosts in a time; `ctx.http` keeps to it. */
  readonly rateLimit?: (config: z.output<Config>) => RateLimit | undefined;
  /**
   * Looks up one entity. Objects added to `ctx.bundle` are sent when it returns; nothing added means nothing found.
   * @returns a sentence for the person who looks at the work; one is made of the counts without it.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler that says nothing returns nothing
  enrich(ctx: EnrichmentContext<z.output<Config>>, entity: StixObject): Promise<string | void>;
}

/** An enrichment, ready for `run(connector)`. */
export interface InternalEnrichment<Config extends AnyObject = AnyObject> extends InternalEnrichmentOptions<Config> {
  readonly kind: 'INTERNAL_ENRICHMENT';
}

/** Defines a connector that enriches entities on request (`INTERNAL_ENRICHMENT`). Nothing runs until `run(connector)`. */
export function defineInternalEnrichment<Config extends AnyObject>(
  options: InternalEnrichmentOptions<Config>,
): InternalEnrichment<Config> {
  return { ...options, kind: 'INTERNAL_ENRICHMENT' };
}
