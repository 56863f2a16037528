import type { ExternalImport } from '@opencti-connectors/core';
import { describeExternalImport, type ExternalImportSamples } from './external-import.ts';

/**
 * Holds a connector against the contract of its kind (decision 5). Call it at the top of a test file; each test names
 * the rule that it checks.
 */
export function describeConnector(connector: ExternalImport, samples: ExternalImportSamples): void {
  describeExternalImport(connector, samples);
}
