import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { PlatformClient } from '../client/client.ts';
import { dryPlatform } from '../client/dry-platform.ts';
import { createPlatform } from '../client/platform.ts';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import type { InternalEnrichment } from '../define/internal-enrichment.ts';
import { EnrichmentDriver } from '../drive/enrichment.ts';
import { describeFailure } from '../drive/failure.ts';
import type { Job } from '../drive/job.ts';
import { Session } from '../drive/session.ts';
import { createLogger } from '../log/logger.ts';
import type { StixObject } from '../stix/object.ts';
import { observableOf } from '../stix/observable-of.ts';
import { openctiType } from '../stix/opencti-type.ts';
import { systemClock } from './clock.ts';
import { createMetrics } from './metrics.ts';
import { sourceHttp } from './process.ts';
import { registration } from './registration.ts';
import { stopSignal } from './signals.ts';

const LOOKUP = /^--lookup(?:=(.*))?$/s;
/** What `loadConfig` asks for and a look-up without a platform does not need. */
const NO_PLATFORM = {
  OPENCTI_URL: 'http://127.0.0.1',
  OPENCTI_TOKEN: 'look-up-without-platform',
  CONNECTOR_ID: '00000000-0000-4000-8000-000000000000',
  CONNECTOR_LOG_LEVEL: 'warn',
};

/** The values after `--lookup`, or in `--lookup=value`; undefined without the flag. */
export function lookupValues(args: readonly string[]): readonly string[] | undefined {
  const at = args.findIndex((arg) => LOOKUP.test(arg));
  if (at < 0) return undefined;
  const inFlag = LOOKUP.exec(args[at] ?? '')?.[1];
  return [...(inFlag ? [inFlag] : []), ...args.slice(at + 1)].filter((arg) => !arg.startsWith('--'));
}

/** The settings with what a look-up does not need filled in. @throws ConfigError */
export function lookupConfig(connector: InternalEnrichment): LoadedConfig {
  return loadConfig(connector, { env: { ...NO_PLATFORM, ...process.env }, cwd: process.cwd() });
}

/**
 * `--lookup example.org`: looks values up as the platform would have it done, without one, and prints a bundle for
 * each; the log goes to standard error. A value is what `observableOf` takes. Exit code 0, or 1 when a look-up fails.
 */
export async function lookUp(
  connector: InternalEnrichment,
  loaded: LoadedConfig,
  values: readonly string[],
): Promise<number> {
  const { signal, dispose } = stopSignal();
  const found: StixObject[] = [];
  const driver = offlineDriver(connector, loaded, found, signal);
  let failed = values.length === 0;
  if (failed) process.stderr.write('Name what to look up: --lookup example.org\n');
  for (const value of values) {
    try {
      const { message } = await driver.handle(manualJob(value), signal);
      process.stderr.write(`${message}\n`);
      const bundle = { type: 'bundle', id: `bundle--${randomUUID()}`, objects: found.splice(0) };
      process.stdout.write(`${JSON.stringify(bundle, null, 2)}\n`);
    } catch (error) {
      failed = true;
      process.stderr.write(`${value}: ${describeFailure(error)}\n`);
    }
  }
  dispose();
  return failed ? 1 : 0;
}

function offlineDriver(
  connector: InternalEnrichment,
  { platform: settings, config, secrets }: LoadedConfig,
  found: StixObject[],
  signal: AbortSignal,
): EnrichmentDriver {
  const { name, logLevel: level, scope } = settings.connector;
  const log = createLogger({ name, level, secrets, destination: pino.destination({ dest: 2, sync: true }) });
  const client = new PlatformClient({ ...settings.opencti, userAgent: `opencti-connectors/${connector.slug}` });
  const ports = {
    platform: dryPlatform(createPlatform(client), log),
    log,
    metrics: createMetrics({}).metrics,
    readiness: { ready: () => undefined, notReady: () => undefined },
    clock: systemClock,
    http: sourceHttp(connector, config, settings, signal),
    entities: { read: async () => undefined, wasAsked: async () => true },
    queue: {
      send: async (objects: readonly StixObject[]) => ({ parts: found.push(...objects), refused: [] }),
      waiting: async () => 0,
      close: async () => undefined,
    },
  };
  const session = new Session(ports, registration(connector, settings.connector), {
    run_and_terminate: true,
    buffering: false,
    queue_threshold: 0,
    queue_messages_size: 0,
    next_run_datetime: null,
    last_run_datetime: null,
  });
  return new EnrichmentDriver(connector, config, scope, session, ports);
}

function manualJob(value: string): Job {
  const object = observableOf(value);
  return {
    workId: undefined,
    applicantId: undefined,
    draftId: undefined,
    trigger: 'update',
    mode: 'manual',
    playbook: undefined,
    event: { entity_id: object.id, entity_type: openctiType(object), stix_entity: JSON.stringify(object) },
    configuration: undefined,
    key: undefined,
    entityId: object.id,
  };
}
