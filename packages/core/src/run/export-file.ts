import { createExports } from '../client/exports.ts';
import type { InternalExportFile } from '../define/internal-export-file.ts';
import { ExportFileDriver } from '../drive/export-file.ts';
import { runListening } from './listening.ts';
import type { ConnectorProcess } from './process.ts';

/** Runs an exporter of files until it is stopped. Exit code 0. */
export async function runExportFile(connector: InternalExportFile, process: ConnectorProcess): Promise<number> {
  const { client, config, settings, ports } = process;
  const exporting = { ...ports, exports: createExports(client) };
  const driver = new ExportFileDriver(connector, config, settings.connector.scope, exporting);
  return runListening(process, (job, signal) => driver.handle(job, signal));
}
