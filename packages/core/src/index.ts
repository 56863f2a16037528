/** The author's interface: everything a connector imports besides `./stix`. */

export { duration, secret } from './config/secret.ts';
export type { ConnectorDefinition, ConnectorKind } from './define/connector.ts';
export type {
  Context,
  ContextBundle,
  ContextState,
  Log,
  LogFields,
  SendResult,
} from './define/context.ts';
export { type ExportFields, exportFields } from './define/export-fields.ts';
export type {
  Author,
  ExternalImport,
  ExternalImportContext,
  ExternalImportOptions,
} from './define/external-import.ts';
export { defineExternalImport } from './define/external-import.ts';
export type {
  EnrichmentContext,
  InternalEnrichment,
  InternalEnrichmentOptions,
} from './define/internal-enrichment.ts';
export { defineInternalEnrichment } from './define/internal-enrichment.ts';
export type {
  ExportContext,
  ExportedEntity,
  ExportRequest,
  InternalExportFile,
  InternalExportFileOptions,
} from './define/internal-export-file.ts';
export { defineInternalExportFile } from './define/internal-export-file.ts';
export type {
  ImportContext,
  ImportPolicy,
  InternalImportFile,
  InternalImportFileOptions,
  Refusal,
  UploadedFile,
} from './define/internal-import-file.ts';
export { defineInternalImportFile } from './define/internal-import-file.ts';
export { stateBefore } from './define/state-before.ts';
export type {
  RefusedEvent,
  Stream,
  StreamBatch,
  StreamContext,
  StreamEvent,
  StreamFeedback,
  StreamHandler,
  StreamOptions,
} from './define/stream.ts';
export { defineStream } from './define/stream.ts';
export { ConfigError, InputError, PlatformError, SourceError, StixError } from './errors.ts';
export { Pace, type RateLimit } from './http/pace.ts';
export { isPrivateAddress, publicAddress } from './http/private-address.ts';
export { retryAfterMs } from './http/retry.ts';
export type { SourceHttp } from './http/source-http.ts';
export { run } from './run/run.ts';
export { lastLineEnd } from './spool/files.ts';
