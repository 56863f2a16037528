import { PlatformClient } from '../client/client.ts';
import { createPlatform } from '../client/platform.ts';
import { describeSettings, settingsJsonSchema } from '../config/describe.ts';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import type { ConnectorDefinition, ConnectorKind } from '../define/connector.ts';
import type { ExternalImport } from '../define/external-import.ts';
import type { InternalEnrichment } from '../define/internal-enrichment.ts';
import type { InternalExportFile } from '../define/internal-export-file.ts';
import type { InternalImportFile } from '../define/internal-import-file.ts';
import type { Stream } from '../define/stream.ts';
import { ConfigError } from '../errors.ts';
import { createLogger } from '../log/logger.ts';
import { check } from './check.ts';
import { runEnrichment } from './enrichment.ts';
import { runExportFile } from './export-file.ts';
import { runExternalImport } from './external-import.ts';
import { askHealth } from './health.ts';
import { runImportFile } from './import-file.ts';
import { lookUp, lookupConfig, lookupValues } from './lookup.ts';
import { type ConnectorProcess, inProcess } from './process.ts';
import { asServiceAccount } from './service-account.ts';
import { runStream } from './stream.ts';

/** Exit code for wrong settings (EX_CONFIG of sysexits). */
const EXIT_CONFIG = 78;

/** Any connector that `run` takes: a definition with its kind. */
export type RunnableConnector = ConnectorDefinition & { readonly kind: ConnectorKind };

type Drive = (connector: RunnableConnector, process: ConnectorProcess) => Promise<number>;

/** What each kind does while it runs. The kind of a definition vouches for the rest of its type. */
const DRIVERS: { readonly [Kind in ConnectorKind]?: Drive } = {
  EXTERNAL_IMPORT: (connector, process) => runExternalImport(connector as unknown as ExternalImport, process),
  INTERNAL_ENRICHMENT: (connector, process) => runEnrichment(connector as unknown as InternalEnrichment, process),
  INTERNAL_EXPORT_FILE: (connector, process) => runExportFile(connector as unknown as InternalExportFile, process),
  INTERNAL_IMPORT_FILE: (connector, process) => runImportFile(connector as unknown as InternalImportFile, process),
  STREAM: (connector, process) => runStream(connector as unknown as Stream, process),
};

/**
 * Runs a connector as this process: the only call of a connector's `main.ts`.
 * Flags: `--check` settings and reach, `--once` one run, `--dry` everything but sending, `--describe[=json]` the
 * settings, `--healthcheck` asks the running process, `--lookup <value>` what an enrichment finds, without a platform. Sets the exit code: 0, 1, or 78 for wrong settings.
 */
export async function run(connector: RunnableConnector): Promise<void> {
  const flags = new Set(process.argv.slice(2));
  if (flags.has('--describe')) return printSettings(connector);
  if (flags.has('--describe=json')) return print(JSON.stringify(settingsJsonSchema(connector), null, 2));
  const values = connector.kind === 'INTERNAL_ENRICHMENT' ? lookupValues(process.argv.slice(2)) : undefined;
  const load = values ? lookupConfig : loadFromEnvironment;
  const loaded = loadOrExplain(connector, load as Load);
  if (!loaded) return;
  if (values) {
    process.exitCode = await lookUp(connector as unknown as InternalEnrichment, loaded, values);
    return;
  }
  const { metricsPort } = loaded.platform.connector;
  process.exitCode = flags.has('--healthcheck') ? await askHealth(metricsPort) : await start(connector, loaded, flags);
}

type Load = (connector: RunnableConnector) => LoadedConfig;

function loadFromEnvironment(connector: RunnableConnector): LoadedConfig {
  return loadConfig(connector, { env: process.env, cwd: process.cwd() });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function printSettings(connector: RunnableConnector): void {
  for (const row of describeSettings(connector)) {
    const rule = row.required ? 'required' : `default ${row.default ?? 'none'}`;
    print(`${row.variable}  (${row.path}, ${row.type}, ${rule})\n    ${row.description}`);
  }
}

/** Every problem on a line of its own, on standard error, before anything is registered. */
function loadOrExplain(connector: RunnableConnector, load: Load): LoadedConfig | undefined {
  try {
    return load(connector);
  } catch (error) {
    if (!ConfigError.isInstance(error)) throw error;
    process.stderr.write(`${connector.name}: ${error.problems.length} problem(s) in the settings\n${error.message}\n`);
    process.exitCode = EXIT_CONFIG;
    return undefined;
  }
}

async function start(connector: RunnableConnector, loaded: LoadedConfig, flags: ReadonlySet<string>): Promise<number> {
  const { platform: settings } = loaded;
  const secrets = [...loaded.secrets];
  const log = createLogger({ name: settings.connector.name, level: settings.connector.logLevel, secrets });
  for (const warning of loaded.warnings) log.warn('setting ignored or unknown', { setting: warning });
  const client = new PlatformClient({ ...settings.opencti, userAgent: `opencti-connectors/${connector.slug}` });
  const platform = asServiceAccount(createPlatform(client), client, settings, { log, secrets });
  if (flags.has('--check')) return check({ connector, loaded, platform, client, log });
  const drive = DRIVERS[connector.kind];
  if (drive)
    return inProcess(connector, loaded, { client, platform, log }, flags, (process) => drive(connector, process));
  log.error('this kind of connector has no driver yet', { kind: connector.kind });
  return 1;
}
