import { PlatformClient } from '../client/client.ts';
import { createPlatform } from '../client/platform.ts';
import { describeSettings, settingsJsonSchema } from '../config/describe.ts';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import type { ConnectorDefinition, ConnectorKind } from '../define/connector.ts';
import type { Log } from '../define/context.ts';
import type { ExternalImport } from '../define/external-import.ts';
import { ExternalImportDriver } from '../drive/external-import.ts';
import { Session } from '../drive/session.ts';
import { ConfigError, PlatformError } from '../errors.ts';
import { createHttp } from '../http/http.ts';
import { createLogger } from '../log/logger.ts';
import { ApiQueue } from '../queue/api.ts';
import { systemClock } from './clock.ts';
import { askHealth, createReadiness, startHealthServer } from './health.ts';
import { createMetrics } from './metrics.ts';
import { forceExitAfterDrain, stopSignal } from './signals.ts';

/** Exit code for wrong settings (EX_CONFIG of sysexits). */
const EXIT_CONFIG = 78;

/** Any connector that `run` takes: a definition with its kind. */
export type RunnableConnector = ConnectorDefinition & { readonly kind: ConnectorKind };

/**
 * Runs a connector as this process: the only call of a connector's `main.ts`.
 * Flags: `--check` settings and reach, `--once` one run, `--dry` everything but sending, `--describe[=json]` the
 * settings, `--healthcheck` asks the running process. Sets the exit code: 0, 1, or 78 for wrong settings.
 */
export async function run(connector: RunnableConnector): Promise<void> {
  const flags = new Set(process.argv.slice(2));
  if (flags.has('--describe')) return printSettings(connector);
  if (flags.has('--describe=json')) return print(JSON.stringify(settingsJsonSchema(connector), null, 2));
  const loaded = loadOrExplain(connector);
  if (!loaded) return;
  const { metricsPort } = loaded.platform.connector;
  process.exitCode = flags.has('--healthcheck') ? await askHealth(metricsPort) : await start(connector, loaded, flags);
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
function loadOrExplain(connector: RunnableConnector): LoadedConfig | undefined {
  try {
    return loadConfig(connector, { env: process.env, cwd: process.cwd() });
  } catch (error) {
    if (!ConfigError.isInstance(error)) throw error;
    process.stderr.write(`${connector.name}: ${error.problems.length} problem(s) in the settings\n${error.message}\n`);
    process.exitCode = EXIT_CONFIG;
    return undefined;
  }
}

async function start(connector: RunnableConnector, loaded: LoadedConfig, flags: ReadonlySet<string>): Promise<number> {
  const { platform: settings } = loaded;
  const log = createLogger({
    name: settings.connector.name,
    level: settings.connector.logLevel,
    secrets: loaded.secrets,
  });
  for (const warning of loaded.warnings) log.warn('setting ignored or unknown', { setting: warning });
  const client = new PlatformClient({ ...settings.opencti, userAgent: `opencti-connectors/${connector.slug}` });
  const platform = createPlatform(client);
  if (flags.has('--check')) return check(platform, log);
  if (connector.kind !== 'EXTERNAL_IMPORT') {
    log.error('this kind of connector has no driver yet', { kind: connector.kind });
    return 1;
  }
  return drive(connector as unknown as ExternalImport, loaded, { platform, log }, flags);
}

/** What every connector's user needs; a capability is granted by any that contains its name. */
const NEEDED_CAPABILITIES = ['CONNECTORAPI', 'MODULES', 'KNOWLEDGE_KNUPDATE'];

/** `--check`: the platform's version, and each capability that the user lacks by name. Exit code 0 or 1. */
async function check(platform: ReturnType<typeof createPlatform>, log: Log): Promise<number> {
  try {
    const { version } = await platform.about();
    const { name, capabilities } = await platform.whoAmI();
    const granted = (needed: string) => capabilities.some((one) => one === 'BYPASS' || one.includes(needed));
    const missing = NEEDED_CAPABILITIES.filter((needed) => !granted(needed));
    if (missing.length === 0)
      log.info('settings are right and the platform answers', { platform_version: version, user: name });
    else log.error('the user of OPENCTI_TOKEN lacks capabilities', { platform_version: version, user: name, missing });
    return missing.length === 0 ? 0 : 1;
  } catch (error) {
    log.error('the platform does not answer as it should', { error });
    return 1;
  }
}

async function drive(
  connector: ExternalImport,
  { platform: settings, config }: LoadedConfig,
  { platform, log }: { platform: ReturnType<typeof createPlatform>; log: Log },
  flags: ReadonlySet<string>,
): Promise<number> {
  const { connector: own } = settings;
  const { metrics, text, contentType } = createMetrics({
    namespace: own.metricsNamespace,
    subsystem: own.metricsSubsystem,
  });
  const readiness = createReadiness(log);
  const health = await startHealth(
    own.metricsPort,
    log,
    () => readiness.reason,
    own.exposeMetrics ? { text, contentType } : undefined,
  );
  if (own.queueProtocol === 'amqp') log.warn('bundles go over HTTP: CONNECTOR_QUEUE_PROTOCOL=amqp is not there yet');
  const stop = stopSignal();
  forceExitAfterDrain(stop.signal, () => log.error('stopped before the work could be ended in time'));
  const once = flags.has('--once') || own.runAndTerminate;
  const http = createHttp({
    userAgent: `opencti-connectors/${connector.slug}`,
    settingsHosts: connector.sourceUrls?.(config) ?? [],
    signal: stop.signal,
  });
  const ports = { platform, log, metrics, readiness, clock: systemClock, http, queue: new ApiQueue(platform, own.id) };
  const session = new Session(ports, registration(connector, settings.connector), {
    run_and_terminate: once,
    buffering: false,
    queue_threshold: own.queueThreshold,
    queue_messages_size: 0,
    next_run_datetime: null,
    last_run_datetime: null,
  });
  const periodMs = own.durationPeriodMs ?? connector.everyMs?.(config) ?? own.defaultPeriodMs;
  const driver = new ExternalImportDriver(connector, config, session, ports, {
    once,
    periodMs,
    queueThresholdBytes: own.queueThreshold * 1_000_000,
    dry: flags.has('--dry'),
  });
  try {
    await session.register({ once, signal: stop.signal });
    if (!once) void session.heartbeat(stop.signal);
    const outcome = await driver.drive(stop.signal);
    return outcome.status === 'failed' ? 1 : 0;
  } catch (error) {
    if (stop.signal.aborted) return 0;
    if (!PlatformError.isInstance(error)) throw error;
    log.error('the platform could not be reached or refused this connector', { error });
    return 1;
  } finally {
    metrics.state('stopped');
    log.info('connector stopped');
    stop.dispose();
    health.close();
  }
}

type ConnectorSettings = LoadedConfig['platform']['connector'];

/** All fields are sent every time: the platform refuses a registration that leaves out a stored one. */
function registration(connector: RunnableConnector, own: ConnectorSettings) {
  return {
    id: own.id,
    name: own.name,
    type: connector.kind,
    scope: own.scope,
    auto: own.auto,
    auto_update: own.autoUpdate,
    enrichment_resolution: own.enrichmentResolution,
    only_contextual: own.onlyContextual,
    playbook_compatible: false,
    listen_callback_uri: null,
  };
}

/** A port that is taken costs the health page its known address, never the connector its start. */
async function startHealth(
  port: number,
  log: Log,
  reason: () => string | undefined,
  metrics: { text: () => Promise<string>; contentType: string } | undefined,
): Promise<{ close: () => void }> {
  const options = { reason, ...(metrics ? { metrics } : {}) };
  try {
    return await startHealthServer({ port, ...options });
  } catch (error) {
    const server = await startHealthServer({ port: 0, ...options });
    log.warn('port for health and metrics is taken, another one is used', { port, used: server.port, error });
    return server;
  }
}
