import { createEntities } from '../client/entities.ts';
import type { InternalEnrichment } from '../define/internal-enrichment.ts';
import { EnrichmentDriver } from '../drive/enrichment.ts';
import { runListening } from './listening.ts';
import type { ConnectorProcess } from './process.ts';

/** Runs an enrichment until it is stopped. Exit code 0. */
export async function runEnrichment(connector: InternalEnrichment, process: ConnectorProcess): Promise<number> {
  const { client, config, settings, session } = process;
  const ports = { ...process.ports, entities: createEntities(client) };
  const driver = new EnrichmentDriver(connector, config, settings.connector.scope, session, ports);
  return runListening(process, (job, signal) => driver.handle(job, signal));
}
