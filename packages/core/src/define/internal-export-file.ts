import type { z } from 'zod';
import type { ConnectorDefinition } from './connector.ts';
import type { Context } from './context.ts';

type AnyObject = z.ZodObject;

/** What somebody asked to have exported. */
export interface ExportRequest {
  readonly kind: 'entity' | 'selection' | 'list';
  readonly fileName: string;
  readonly full: boolean;
  readonly columns?: readonly string[];
}

/** Context of one export: `entities()` reads with the rights of the person who asked. */
export interface ExportContext<Config> extends Context<Config> {
  entities(): AsyncIterable<Readonly<Record<string, unknown>>>;
}

/** What an author writes for an exporter; the generator yields the file piece by piece. */
export interface InternalExportFileOptions<Config extends AnyObject> extends ConnectorDefinition<Config> {
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
