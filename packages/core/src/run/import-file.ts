import { setFlagsFromString } from 'node:v8';
import { createFiles } from '../client/files.ts';
import type { InternalImportFile } from '../define/internal-import-file.ts';
import { ImportFileDriver } from '../drive/import-file.ts';
import { runListening } from './listening.ts';
import type { ConnectorProcess } from './process.ts';
import { createSpools } from './spool.ts';
import { holdYoungGeneration } from './young-generation.ts';

/** Runs an importer of files until it is stopped. Exit code 0. */
export async function runImportFile(connector: InternalImportFile, process: ConnectorProcess): Promise<number> {
  // Everything that an import reads is garbage a moment later: V8 would let it pile up to three times of what is in use.
  setFlagsFromString('--optimize-for-size');
  holdYoungGeneration();
  const { client, config, settings, ports } = process;
  const { auto, validateBeforeImport: validate, queueProtocol, spoolDir } = settings.connector;
  const importing = { ...ports, files: createFiles(client), spools: createSpools(spoolDir) };
  const driver = new ImportFileDriver(
    connector,
    config,
    { auto, validate, takesDrafts: queueProtocol === 'amqp' },
    importing,
  );
  return runListening(process, (job, signal) => driver.handle(job, signal));
}
