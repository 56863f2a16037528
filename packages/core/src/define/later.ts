/** The three kinds whose drivers come in a later stage: their types stand, so that authors can write against them. */
import type { z } from 'zod';
import type { StixObject } from '../stix/object.ts';
import type { ConnectorDefinition, ConnectorKind } from './connector.ts';
import type { Context, ContextState } from './context.ts';
import type { EnrichmentContext } from './internal-enrichment.ts';

type AnyObject = z.ZodObject;
type Kinded<Options, Kind extends ConnectorKind> = Options & { readonly kind: Kind };

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

/** Defines a connector that imports uploaded files (`INTERNAL_IMPORT_FILE`). */
export function defineInternalImportFile<Config extends AnyObject>(
  options: InternalImportFileOptions<Config>,
): Kinded<InternalImportFileOptions<Config>, 'INTERNAL_IMPORT_FILE'> {
  return { ...options, kind: 'INTERNAL_IMPORT_FILE' };
}

/** Defines a connector that writes entities into files (`INTERNAL_EXPORT_FILE`). */
export function defineInternalExportFile<Config extends AnyObject>(
  options: InternalExportFileOptions<Config>,
): Kinded<InternalExportFileOptions<Config>, 'INTERNAL_EXPORT_FILE'> {
  return { ...options, kind: 'INTERNAL_EXPORT_FILE' };
}

/** Defines a connector that follows a live stream (`STREAM`). */
export function defineStream<Config extends AnyObject>(
  options: StreamOptions<Config>,
): Kinded<StreamOptions<Config>, 'STREAM'> {
  return { ...options, kind: 'STREAM' };
}
