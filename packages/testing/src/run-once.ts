import type { ExternalImport, SourceHttp } from '@opencti-connectors/core';
import { ExternalImportDriver, type RunOutcome, type Session } from '@opencti-connectors/core/ports';
import type { StixObject } from '@opencti-connectors/core/stix';
import { FakeClock, fakeLog, fakeMetrics, fakeReadiness, noNetwork } from './fakes/outside.ts';
import { FakePlatform } from './fakes/platform.ts';
import { FakeQueue } from './fakes/queue.ts';
import { sessionOf } from './session.ts';

export interface HarnessOptions {
  /** Settings of the connector, as its schema takes them. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Answers of the source; without them any attempt to reach the network throws. */
  readonly http?: SourceHttp;
  readonly platform?: FakePlatform;
  readonly queue?: FakeQueue;
  readonly clock?: FakeClock;
  readonly queueThresholdBytes?: number;
  /** One run (unless false), or again each day until stopped. */
  readonly once?: boolean;
}

/** The driver of core over ports in memory. */
export interface Harness {
  readonly driver: ExternalImportDriver;
  readonly session: Session;
  readonly platform: FakePlatform;
  readonly queue: FakeQueue;
  readonly clock: FakeClock;
  readonly log: ReturnType<typeof fakeLog>;
  readonly metrics: ReturnType<typeof fakeMetrics>;
  readonly readiness: ReturnType<typeof fakeReadiness>;
}

const CONNECTOR_ID = '00000000-0000-4000-8000-000000000001';
const DAY_MS = 86_400_000;

/** Puts a connector on ports in memory. @throws ZodError when the settings do not fit its schema. */
export function harness(connector: ExternalImport, options: HarnessOptions = {}): Harness {
  const { platform = new FakePlatform(), queue = new FakeQueue(), clock = new FakeClock() } = options;
  const log = fakeLog();
  const metrics = fakeMetrics();
  const readiness = fakeReadiness();
  const ports = { platform, queue, clock, log, metrics, readiness, http: options.http ?? noNetwork };
  const session = sessionOf(ports, { ...connector, id: CONNECTOR_ID });
  const config = Object.freeze(connector.config.parse(options.config ?? {})) as Record<string, unknown>;
  const driver = new ExternalImportDriver(connector, config, session, ports, {
    periodMs: DAY_MS,
    once: options.once ?? true,
    queueThresholdBytes: options.queueThresholdBytes ?? 500_000_000,
  });
  return { driver, session, platform, queue, clock, log, metrics, readiness };
}

/** What one run did. */
export interface RunResult extends Harness {
  readonly outcome: RunOutcome;
  readonly objects: readonly StixObject[];
}

/** Registers and runs an external import once, as the process would. */
export async function runOnce(
  connector: ExternalImport,
  options: HarnessOptions & { readonly signal?: AbortSignal } = {},
): Promise<RunResult> {
  const made = harness(connector, options);
  const signal = options.signal ?? new AbortController().signal;
  await made.session.register({ once: true, signal });
  const outcome = await made.driver.drive(signal);
  return { ...made, outcome, objects: made.queue.objects };
}
