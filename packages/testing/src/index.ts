/** Runs a connector with no network and no platform, and holds it against the contract of connectors. */
export { describeConnector } from './conformance/describe-connector.ts';
export {
  describePlatform,
  describeQueue,
  type PlatformUnderTest,
  type QueueUnderTest,
} from './conformance/describe-platform.ts';
export type { EnrichmentSamples } from './conformance/enrichment.ts';
export type { ExportFileSamples } from './conformance/export-file.ts';
export type { ExternalImportSamples } from './conformance/external-import.ts';
export type { ImportFileSamples } from './conformance/import-file.ts';
export type { StreamPlace, StreamSamples } from './conformance/stream.ts';
export { type EnrichOptions, type EnrichResult, enrichOnce } from './enrich-once.ts';
export {
  type ExportAsk,
  type ExportOnceOptions,
  type ExportOutcome,
  exportMessage,
  exportOnce,
} from './export-once.ts';
export { FakeEntities } from './fakes/entities.ts';
export { type ArrivedFile, FakeExports } from './fakes/exports.ts';
export { FakeFiles, type FakeFilesOptions, type OfferedFile } from './fakes/files.ts';
export { FakeListen } from './fakes/listen.ts';
export { type FakeEvent, FakeLiveStream } from './fakes/live-stream.ts';
export { FakeClock, fakeLog, fakeMetrics, fakeReadiness, type LoggedLine, noNetwork } from './fakes/outside.ts';
export { FakePlatform, type FakeWork } from './fakes/platform.ts';
export { FakeQueue } from './fakes/queue.ts';
export { FakeSpools } from './fakes/spool.ts';
export { localHttp } from './http/local-http.ts';
export { type RecordedAnswer, type ReplayOptions, replay } from './http/replay.ts';

export { type ImportOptions, type ImportResult, importOnce } from './import-once.ts';

import './matchers.ts';

export { type Harness, type HarnessOptions, harness, type RunResult, runOnce } from './run-once.ts';
export { FakeDeadLetters, fakeStreamMetrics, followStream, type StreamHarnessOptions } from './stream-harness.ts';
