import type {
  ExternalImport,
  InternalEnrichment,
  InternalExportFile,
  InternalImportFile,
  Stream,
} from '@opencti-connectors/core';
import { describeEnrichment, type EnrichmentSamples } from './enrichment.ts';
import { describeExportFile, type ExportFileSamples } from './export-file.ts';
import { describeExternalImport, type ExternalImportSamples } from './external-import.ts';
import { describeImportFile, type ImportFileSamples } from './import-file.ts';
import { describeStream, type StreamSamples } from './stream.ts';

/** A connector, and what the contract of its kind needs to know of it. */
type Contract =
  | readonly [ExternalImport, ExternalImportSamples]
  | readonly [InternalEnrichment, EnrichmentSamples]
  | readonly [InternalExportFile, ExportFileSamples]
  | readonly [InternalImportFile, ImportFileSamples]
  | readonly [Stream, StreamSamples];

/**
 * Holds a connector against the contract of its kind (decision 5). Call it at the top of a test file; each test names
 * the rule that it checks.
 */
export function describeConnector(...[connector, samples]: Contract): void {
  // The kind tells which samples came with it: the tuple pairs them.
  if (connector.kind === 'EXTERNAL_IMPORT') describeExternalImport(connector, samples as ExternalImportSamples);
  else if (connector.kind === 'INTERNAL_ENRICHMENT') describeEnrichment(connector, samples as EnrichmentSamples);
  else if (connector.kind === 'STREAM') describeStream(connector, samples as StreamSamples);
  else if (connector.kind === 'INTERNAL_IMPORT_FILE') describeImportFile(connector, samples as ImportFileSamples);
  else describeExportFile(connector, samples as ExportFileSamples);
}
