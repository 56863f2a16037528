import type { InternalEnrichment } from '@opencti-connectors/core';
import { EnrichmentDriver, JobDriver, type PlaybookAnswer } from '@opencti-connectors/core/ports';
import { openctiType, type StixObject } from '@opencti-connectors/core/stix';
import { FakeEntities } from './fakes/entities.ts';
import { FakeListen } from './fakes/listen.ts';
import { FakeClock, fakeLog, fakeMetrics, fakeReadiness, noNetwork } from './fakes/outside.ts';
import { FakePlatform, type FakeWork } from './fakes/platform.ts';
import { FakeQueue } from './fakes/queue.ts';
import type { HarnessOptions } from './run-once.ts';
import { sessionOf } from './session.ts';

export interface EnrichOptions extends HarnessOptions {
  /** The entity that somebody asks about. */
  readonly entity: StixObject;
  /** Replaces parts of `internal` of the message, such as `mode`, `draft_id`, `applicant_id`. */
  readonly internal?: Readonly<Record<string, unknown>>;
  /** Replaces parts of `event` of the message. */
  readonly event?: Readonly<Record<string, unknown>>;
  /** Sends the entity as a playbook does, with what else is in its bundle. */
  readonly playbook?: readonly StixObject[];
  readonly scope?: readonly string[];
  readonly entities?: FakeEntities;
  /** Ends the connector; without it that happens when the job has ended. */
  readonly signal?: AbortSignal;
  /** Longest time for the job, milliseconds. */
  readonly timeoutMs?: number;
  /** How often the same ask comes, one after the other. */
  readonly times?: number;
}

/** What one job did. */
export interface EnrichResult {
  readonly objects: readonly StixObject[];
  readonly works: readonly FakeWork[];
  /** The sentence that the work ended with, or its error. */
  readonly said: string | undefined;
  readonly settled: readonly string[];
  readonly answers: readonly PlaybookAnswer[];
  readonly queue: FakeQueue;
  readonly platform: FakePlatform;
  readonly log: ReturnType<typeof fakeLog>;
}

const CONNECTOR_ID = '00000000-0000-4000-8000-000000000002';
/** Time for a job in hand after a stop, milliseconds. */
const DRAIN_MS = 50;

/** Gives an enrichment one job, as the platform would, over the real drivers and ports in memory. */
export async function enrichOnce(connector: InternalEnrichment, options: EnrichOptions): Promise<EnrichResult> {
  const { platform = new FakePlatform(), queue = new FakeQueue(), clock = new FakeClock(), times = 1 } = options;
  const log = fakeLog();
  const outside = { platform, queue, clock, log, metrics: fakeMetrics(), readiness: fakeReadiness() };
  const entities = options.entities ?? new FakeEntities();
  const ports = { ...outside, http: options.http ?? noNetwork, entities };
  const scope = options.scope ?? connector.scope;
  const session = sessionOf(ports, { ...connector, id: CONNECTOR_ID, scope, playbookCompatible: true });
  await session.register({ once: true, signal: new AbortController().signal });
  const config = Object.freeze(connector.config.parse(options.config ?? {})) as Record<string, unknown>;
  const driver = new EnrichmentDriver(connector, config, scope, session, ports);
  const ended = new AbortController();
  const texts = Array.from({ length: times }, (_, index) => message(options, platform, index));
  const listen = new FakeListen(texts, (count) => count === times && ended.abort());
  const limits = { connectorId: CONNECTOR_ID, atOnce: 4, timeoutMs: options.timeoutMs ?? 30_000, drainMs: DRAIN_MS };
  const jobs = new JobDriver(ports, limits, (job, signal) => driver.handle(job, signal));
  await jobs.drive(listen, options.signal ? AbortSignal.any([options.signal, ended.signal]) : ended.signal);
  const { works } = platform;
  const said = works.at(-1)?.errors[0] ?? works.at(-1)?.messages.at(-1);
  const answers = platform.playbookAnswers.map(({ answer }) => answer);
  return { objects: queue.objects, works, said, settled: listen.settled, answers, queue, platform, log };
}

/** A message as protocol.md 5.1 and 5.2 have it, for a work of its own. */
function message({ entity, internal, event, playbook }: EnrichOptions, platform: FakePlatform, index: number): string {
  const common = { entity_id: entity.id, entity_type: openctiType(entity) };
  if (playbook) {
    const bundle = {
      type: 'bundle',
      id: 'bundle--00000000-0000-4000-8000-0000000000ff',
      objects: [entity, ...playbook],
    };
    const asking = {
      work_id: null,
      applicant_id: 'automation',
      trigger: 'create',
      mode: 'auto',
      playbook: step(index),
    };
    return JSON.stringify({ internal: { ...asking, ...internal }, event: { ...common, bundle, ...event } });
  }
  const id = `work_${CONNECTOR_ID}_${index}`;
  platform.works.push({ id, name: 'Manual enrichment', status: 'progress', messages: [], errors: [] });
  const asking = { work_id: id, applicant_id: null, draft_id: null, mode: 'manual', trigger: 'update', ...internal };
  const asked = { event_type: 'INTERNAL_ENRICHMENT', stix_entity: JSON.stringify(entity), stix_objects: null };
  return JSON.stringify({ internal: asking, event: { ...common, ...asked, ...event } });
}

function step(index: number) {
  return {
    event_id: 'event',
    execution_id: `execution ${index}`,
    playbook_id: 'playbook',
    data_instance_id: 'data',
    step_id: 'step',
    previous_step_id: 'before',
  };
}
