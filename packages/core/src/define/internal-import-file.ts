import type { z } from 'zod';
import type { ConnectorDefinition } from './connector.ts';
import type { EnrichmentContext } from './internal-enrichment.ts';

type AnyObject = z.ZodObject;

/** A file that somebody uploaded. */
export interface UploadedFile {
  readonly name: string;
  readonly mediaType: string;
  text(): Promise<string>;
  stream(): AsyncIterable<Uint8Array>;
}

/** What an author writes for an importer of files; `scope` names media types. */
export interface InternalImportFileOptions<Config extends AnyObject> extends ConnectorDefinition<Config> {
  importFile(ctx: EnrichmentContext<z.output<Config>>, file: UploadedFile): Promise<void>;
}

/** An importer of files, ready for `run(connector)`. */
export interface InternalImportFile<Config extends AnyObject = AnyObject> extends InternalImportFileOptions<Config> {
  readonly kind: 'INTERNAL_IMPORT_FILE';
}

/** Defines a connector that imports uploaded files (`INTERNAL_IMPORT_FILE`). Nothing runs until `run(connector)`. */
export function defineInternalImportFile<Config extends AnyObject>(
  options: InternalImportFileOptions<Config>,
): InternalImportFile<Config> {
  return { ...options, kind: 'INTERNAL_IMPORT_FILE' };
}
