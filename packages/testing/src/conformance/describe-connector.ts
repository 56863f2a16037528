import type { ExternalImport, InternalExportFile } from '@opencti-connectors/core';
import { describeExportFile, type ExportFileSamples } from './export-file.ts';
import { describeExternalImport, type ExternalImportSamples } from './external-import.ts';

/**
 * Holds a connector against the contract of its kind (decision 5). Call it at the top of a test file; each test names
 * the rule that it checks.
 */
export function describeConnector(connector: ExternalImport, samples: ExternalImportSamples): void;
export function describeConnector(connector: InternalExportFile, samples: ExportFileSamples): void;
export function describeConnector(
  connector: ExternalImport | InternalExportFile,
  samples: ExternalImportSamples | ExportFileSamples,
): void {
  if (connector.kind === 'INTERNAL_EXPORT_FILE') describeExportFile(connector, samples as ExportFileSamples);
  else describeExternalImport(connector, samples as ExternalImportSamples);
}
