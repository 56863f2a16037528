import type { z } from 'zod';
import type { ConnectorDefinition } from './connector.ts';
import type { Context } from './context.ts';
import type { ExportFields } from './export-fields.ts';

type AnyObject = z.ZodObject;

/** What somebody asked to have exported. */
export interface ExportRequest {
  /** One entity, some that were ticked, or a whole list with its filters. */
  readonly kind: 'entity' | 'selection' | 'list';
  /** Name that the platform has chosen for the file. */
  readonly fileName: string;
  /** Media type that was asked for: one of the connector's scope. */
  readonly mediaType: string;
  /** OpenCTI's name of the type, such as `Malware` or `Stix-Cyber-Observable`. */
  readonly entityType: string;
  /** Neighbours too. */
  readonly full: boolean;
  /** Columns that the person sees, as the platform's interface names them; undefined when nobody asked for them. */
  readonly columns: readonly string[] | undefined;
  /** Fields that there are for this export, in a fixed order. */
  readonly fields: ExportFields;
}

/** One object of the platform's as its GraphQL interface gives it. Fields that it does not have are absent. */
export type ExportedEntity = Readonly<Record<string, unknown>> & { readonly id: string; readonly entity_type: string };

/** Context of one export. */
export interface ExportContext<Config> extends Context<Config> {
  /**
   * Everything that was asked for, a few hundred at a time: the entities, then (when they were asked for) what
   * containers hold, relationships and neighbours. Read with the rights of the person who asked. Only `fields` are
   * read; `id`, `standard_id` and `entity_type` always come. What the platform cannot give is left out and reported.
   * Read it once.
   */
  entities(fields: readonly string[]): AsyncIterable<readonly ExportedEntity[]>;
  /** A sentence for the end of the work, without its full stop, such as `Unknown columns: shoe size`. */
  say(sentence: string): void;
}

/** What an author writes for an exporter; `scope` names media types. */
export interface InternalExportFileOptions<Config extends AnyObject> extends ConnectorDefinition<Config> {
  /**
   * Gives the file piece by piece: each goes to the platform at once, so that nothing needs to fit into memory. When
   * the connection breaks it is called again. What it throws ends the work in error, and no file is stored.
   */
  exportFile(ctx: ExportContext<z.output<Config>>, request: ExportRequest): AsyncIterable<Uint8Array | string>;
}

/** An exporter of files, ready for `run(connector)`. */
export interface InternalExportFile<Config extends AnyObject = AnyObject> extends InternalExportFileOptions<Config> {
  readonly kind: 'INTERNAL_EXPORT_FILE';
}

/** Defines a connector that writes entities into files (`INTERNAL_EXPORT_FILE`). Nothing runs until `run(connector)`. */
export function defineInternalExportFile<Config extends AnyObject>(
  options: InternalExportFileOptions<Config>,
): InternalExportFile<Config> {
  return { ...options, kind: 'INTERNAL_EXPORT_FILE' };
}
