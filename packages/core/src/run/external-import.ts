import { dryPlatform } from '../client/dry-platform.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { Log } from '../define/context.ts';
import type { ExternalImport } from '../define/external-import.ts';
import { ExternalImportDriver } from '../drive/external-import.ts';
import { Session } from '../drive/session.ts';
import { PlatformError } from '../errors.ts';
import { createHttp } from '../http/http.ts';
import type { PlatformPort } from '../ports/platform.ts';
import { ApiQueue } from '../queue/api.ts';
import { DryQueue } from '../queue/dry.ts';
import { systemClock } from './clock.ts';
import { createReadiness, startHealth } from './health.ts';
import { createMetrics } from './metrics.ts';
import { registration } from './registration.ts';
import { forceExitAfterDrain, stopSignal } from './signals.ts';

/** Runs an external import until it is stopped, or once. Exit code 0 or 1. */
export async function runExternalImport(
  connector: ExternalImport,
  { platform: settings, config }: LoadedConfig,
  { platform: online, log }: { platform: PlatformPort; log: Log },
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
  const stop = stopSignal();
  forceExitAfterDrain(stop.signal, () => log.error('stopped before the work could be ended in time'));
  const dry = flags.has('--dry');
  const once = dry || flags.has('--once') || own.runAndTerminate;
  const platform = dry ? dryPlatform(online, log) : online;
  const queue = dry ? new DryQueue(log) : new ApiQueue(platform, own.id);
  if (!dry && own.queueProtocol === 'amqp') {
    log.warn('bundles go over HTTP: CONNECTOR_QUEUE_PROTOCOL=amqp is not there yet');
  }
  const rateLimit = connector.rateLimit?.(config);
  const http = createHttp({
    userAgent: `opencti-connectors/${connector.slug}`,
    settingsHosts: connector.sourceUrls?.(config) ?? [],
    signal: stop.signal,
    ...(rateLimit ? { rateLimit } : {}),
  });
  const ports = { platform, log, metrics, readiness, clock: systemClock, http, queue };
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
