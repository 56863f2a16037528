import type { ExternalImport, InternalEnrichment } from '@opencti-connectors/core';
import { describeEnrichment, type EnrichmentSamples } from './enrichment.ts';
import { describeExternalImport, type ExternalImportSamples } from './external-import.ts';

/**
 * Holds a connector against the contract of its kind (decision 5). Call it at the top of a test file; each test names
 * the rule that it checks.
 */
export function describeConnector(connector: ExternalImport, samples: ExternalImportSamples): void;
export function describeConnector(connector: InternalEnrichment, samples: EnrichmentSamples): void;
export function describeConnector(
  ...[connector, samples]: [ExternalImport, ExternalImportSamples] | [InternalEnrichment, EnrichmentSamples]
): void {
  if (connector.kind === 'EXTERNAL_IMPORT') describeExternalImport(connector, samples as ExternalImportSamples);
  else describeEnrichment(connector, samples as EnrichmentSamples);
}
