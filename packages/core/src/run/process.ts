import type { PlatformClient } from '../client/client.ts';
import { dryPlatform } from '../client/dry-platform.ts';
import { withoutWorks } from '../client/without-works.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { ConnectorDefinition, ConnectorKind } from '../define/connector.ts';
import type { Log } from '../define/context.ts';
import { Session } from '../drive/session.ts';
import { PlatformError } from '../errors.ts';
import { createHttp } from '../http/http.ts';
import type { RateLimit } from '../http/pace.ts';
import type { SourceHttp } from '../http/source-http.ts';
import type { Clock } from '../ports/clock.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { PlatformPort, Registration } from '../ports/platform.ts';
import type { QueuePort } from '../ports/queue.ts';
import type { Readiness } from '../ports/readiness.ts';
import type { StreamMetrics } from '../ports/stream.ts';
import { AmqpQueue } from '../queue/amqp.ts';
import { ApiQueue } from '../queue/api.ts';
import { DryQueue } from '../queue/dry.ts';
import { besides } from './besides.ts';
import { Broker } from './broker.ts';
import { systemClock } from './clock.ts';
import { createReadiness, startHealth } from './health.ts';
import { createMetrics } from './metrics.ts';
import { proxies } from './proxies.ts';
import { listens, registration } from './registration.ts';
import { forceExitAfterDrain, stopSignal } from './signals.ts';

/** What all kinds of connector have in common while they run. */
export interface ConnectorProcess {
  readonly settings: LoadedConfig['platform'];
  readonly config: Readonly<Record<string, unknown>>;
  readonly session: Session;
  readonly broker: Broker;
  readonly stop: AbortSignal;
  /** Runs once and ends. */
  readonly once: boolean;
  readonly flags: ReadonlySet<string>;
  /** For the ports that only some kinds have. */
  readonly client: PlatformClient;
  /** Readiness of a part of the process, such as the receiver of a stream. */
  readonly readiness: (part: string) => Readiness;
  /** Counts of a stream, exposed from the first call on. */
  readonly streamMetrics: () => StreamMetrics;
  readonly ports: {
    readonly platform: PlatformPort;
    readonly log: Log;
    readonly metrics: Metrics;
    readonly readiness: Readiness;
    readonly clock: Clock;
    readonly http: SourceHttp;
    readonly queue: QueuePort;
  };
}

type Connector = ConnectorDefinition & {
  readonly kind: ConnectorKind;
  readonly sourceUrls?: (config: Record<string, unknown>) => readonly string[];
  readonly rateLimit?: (config: Record<string, unknown>) => RateLimit | undefined;
};

/**
 * Opens everything a connector runs on, registers it, lets `work` do what the kind does, and closes everything again,
 * whatever happens. Exit code: what `work` gives; 1 when the platform refuses at once; 0 after a stop.
 */
export async function inProcess(
  connector: Connector,
  { platform: settings, config }: LoadedConfig,
  { client, platform: online, log }: { client: PlatformClient; platform: PlatformPort; log: Log },
  flags: ReadonlySet<string>,
  work: (process: ConnectorProcess) => Promise<number>,
): Promise<number> {
  const { connector: own } = settings;
  const { metrics, stream, text, contentType } = createMetrics({
    namespace: own.metricsNamespace,
    subsystem: own.metricsSubsystem,
  });
  const readiness = createReadiness(log);
  const exposed = own.exposeMetrics ? { text, contentType } : undefined;
  const health = await startHealth(own.metricsPort, log, () => readiness.reason, exposed);
  const stop = stopSignal();
  forceExitAfterDrain(stop.signal, () => log.error('stopped before the work could be ended in time'));
  const dry = flags.has('--dry');
  const once = dry || flags.has('--once') || flags.has('--replay') || own.runAndTerminate;
  const platform = dry ? dryPlatform(online, log) : own.sendToQueue ? online : withoutWorks(online);
  const outside = { platform, log, metrics, readiness: readiness.part('platform'), clock: systemClock };
  const session = new Session(outside, registration(connector, settings.connector), {
    run_and_terminate: once,
    buffering: false,
    queue_threshold: own.queueThreshold,
    queue_messages_size: 0,
    next_run_datetime: null,
    last_run_datetime: null,
  });
  const broker = new Broker({
    mq: settings.mq,
    address: () => registered(session).queues.connection,
    name: `${connector.slug} ${own.id}`,
    log,
    readiness: readiness.part('broker'),
  });
  const sending = () => openQueue(own.queueProtocol, platform, session, broker);
  const queue = dry ? new DryQueue(log) : besides(sending, { connector, settings, client, session, platform, log });
  // A stop lets jobs in hand end: their own signals end their requests.
  const stopping = listens(connector.kind) ? undefined : stop.signal;
  const http = sourceHttp(connector, config, settings, stopping);
  try {
    await session.register({ once, signal: stop.signal });
    if (!once) void session.heartbeat(stop.signal);
    const ports = { ...outside, http, queue };
    const parts = { flags, client, readiness: (part: string) => readiness.part(part), streamMetrics: stream };
    return await work({ settings, config, session, broker, stop: stop.signal, once, ports, ...parts });
  } catch (error) {
    if (stop.signal.aborted) return 0;
    if (!PlatformError.isInstance(error)) throw error;
    log.error('the platform could not be reached or refused this connector', { error });
    return 1;
  } finally {
    await queue.close();
    await broker.close();
    metrics.state('stopped');
    log.info('connector stopped');
    stop.dispose();
    health.close();
  }
}

function registered(session: Session): Registration {
  if (!session.registration) throw new Error('asked for the registration before there is one');
  return session.registration;
}

function openQueue(protocol: 'amqp' | 'api', platform: PlatformPort, session: Session, broker: Broker): QueuePort {
  if (protocol === 'api') return new ApiQueue(platform, session.connectorId);
  return new AmqpQueue({
    platform,
    get publisher() {
      return broker.publisher;
    },
    route: () => ({ ...registered(session).queues, userId: registered(session).userId }),
    declare: async (signal) => void (await session.registerAgain(signal)),
  });
}

/** HTTP for the connector's source, within the limits that its definition names. */
export function sourceHttp(
  connector: Connector,
  config: Record<string, unknown>,
  { opencti: { caCertificates } }: LoadedConfig['platform'],
  signal: AbortSignal | undefined,
): SourceHttp {
  const rateLimit = connector.rateLimit?.(config);
  return createHttp({
    userAgent: `opencti-connectors/${connector.slug}`,
    settingsHosts: [...(connector.sourceUrls?.(config) ?? []), ...proxies()],
    ...(signal ? { signal } : {}),
    ...(caCertificates ? { caCertificates } : {}),
    ...(rateLimit ? { rateLimit } : {}),
  });
}
