import type { ExternalImport } from '../define/external-import.ts';
import { ExternalImportDriver } from '../drive/external-import.ts';
import type { ConnectorProcess } from './process.ts';

/** Runs an external import until it is stopped, or once. Exit code 0 or 1. */
export async function runExternalImport(connector: ExternalImport, process: ConnectorProcess): Promise<number> {
  const { connector: own } = process.settings;
  const periodMs = own.durationPeriodMs ?? connector.everyMs?.(process.config) ?? own.defaultPeriodMs;
  const driver = new ExternalImportDriver(connector, process.config, process.session, process.ports, {
    once: process.once,
    periodMs,
    queueThresholdBytes: own.queueThreshold * 1_000_000,
  });
  const outcome = await driver.drive(process.stop);
  return outcome.status === 'failed' ? 1 : 0;
}
