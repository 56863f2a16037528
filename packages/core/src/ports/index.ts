/** The interfaces to the outside and the drivers over them: for `testing`, not for connectors. */
export { describeSettings, type SettingRow, settingsJsonSchema, settingsTable } from '../config/describe.ts';
export { type LoadedConfig, loadConfig, sectionOf } from '../config/load.ts';
export { EnrichmentDriver, type EnrichmentPorts } from '../drive/enrichment.ts';
export { ExportFileDriver, type ExportFilePorts } from '../drive/export-file.ts';
export {
  ExternalImportDriver,
  type ExternalImportPorts,
  type ExternalImportSchedule,
  type RunOutcome,
} from '../drive/external-import.ts';
export { ImportFileDriver, type ImportFilePorts, type ImportFileSettings } from '../drive/import-file.ts';
export type { Job } from '../drive/job.ts';
export { readJob } from '../drive/job.ts';
export { JobDriver, type JobHandler, type JobOptions } from '../drive/jobs.ts';
export { Session, type SessionPorts } from '../drive/session.ts';
export { StreamDriver, type StreamDriverOptions, type StreamPorts } from '../drive/stream.ts';
export type { StreamSettings } from '../drive/stream-start.ts';
export { createHttp, type HttpOptions } from '../http/http.ts';
export type { BrokerAddress, ConnectorQueues } from './broker.ts';
export type { Clock } from './clock.ts';
export type { EntitiesPort } from './entities.ts';
export type {
  ExportedFile,
  ExportPage,
  ExportQuery,
  ExportsPort,
  ExportTarget,
  FilterGroup,
  ReadOptions,
} from './exports.ts';
export { type DraftOptions, type FilesPort, KNOWN_BLOCK, type NewDraft, type PendingFile } from './files.ts';
export type { Delivery, ListenPort } from './listen.ts';
export type { Metrics } from './metrics.ts';
export type {
  ConnectorInfo,
  PlatformPort,
  PlaybookAnswer,
  PlaybookStep,
  RegisterInput,
  Registration,
} from './platform.ts';
export type { QueuePort, QueueReceipt, SendOptions } from './queue.ts';
export type { Readiness } from './readiness.ts';
export type { Spool, SpoolPort, Spot } from './spool.ts';
export type {
  DeadLetter,
  DeadLetterPort,
  EventSpoolPort,
  LiveMessage,
  LiveStreamPort,
  LiveStreamQuery,
  StreamMetrics,
} from './stream.ts';
