import type { ExternalImport, Stream } from '@opencti-connectors/core';
import { describeExternalImport, type ExternalImportSamples } from './external-import.ts';
import { describeStream, type StreamSamples } from './stream.ts';

/**
 * Holds a connector against the contract of its kind (decision 5). Call it at the top of a test file; each test names
 * the rule that it checks.
 */
export function describeConnector(connector: ExternalImport, samples: ExternalImportSamples): void;
export function describeConnector(connector: Stream, samples: StreamSamples): void;
export function describeConnector(
  connector: ExternalImport | Stream,
  samples: ExternalImportSamples | StreamSamples,
): void {
  // The overloads say which samples belong to which kind.
  if (connector.kind === 'STREAM') describeStream(connector, samples as StreamSamples);
  else describeExternalImport(connector, samples as ExternalImportSamples);
}
