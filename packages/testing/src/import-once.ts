import type { InternalImportFile } from '@opencti-connectors/core';
import { ImportFileDriver, JobDriver } from '@opencti-connectors/core/ports';
import type { StixObject } from '@opencti-connectors/core/stix';
import { FakeFiles } from './fakes/files.ts';
import { FakeListen } from './fakes/listen.ts';
import { FakeClock, fakeLog, fakeMetrics, fakeReadiness, noNetwork } from './fakes/outside.ts';
import { FakePlatform, type FakeWork } from './fakes/platform.ts';
import { FakeQueue } from './fakes/queue.ts';
import { FakeSpools } from './fakes/spool.ts';
import type { HarnessOptions } from './run-once.ts';
import { sessionOf } from './session.ts';

export interface ImportOptions extends HarnessOptions {
  /** Content of the file: a text, bytes, or pieces as they come. */
  readonly file?: string | Uint8Array | readonly Uint8Array[];
  /** Name of the file in its storage path. */
  readonly name?: string;
  readonly mediaType?: string;
  /** Internal ids of the file's markings. */
  readonly markings?: readonly string[];
  /** Entity in whose page the file is. */
  readonly entity?: StixObject;
  /** Ids that the platform knows, with the standard id where it is another. */
  readonly known?: readonly string[] | Readonly<Record<string, string>>;
  /** Replaces parts of `internal` of the message, such as `draft_id`. */
  readonly internal?: Readonly<Record<string, unknown>>;
  /** Replaces parts of `event` of the message, such as `validation_mode`. */
  readonly event?: Readonly<Record<string, unknown>>;
  /** JSON text of the settings of this one import. */
  readonly configuration?: string;
  /** `CONNECTOR_AUTO` */
  readonly auto?: boolean;
  /** `CONNECTOR_VALIDATE_BEFORE_IMPORT` */
  readonly validate?: boolean;
  /** False for a queue over HTTP. */
  readonly takesDrafts?: boolean;
  readonly files?: FakeFiles;
  readonly spools?: FakeSpools;
  /** Ends the connector; without it that happens when the job has ended. */
  readonly signal?: AbortSignal;
  /** Longest time for the job, milliseconds. */
  readonly timeoutMs?: number;
}

/** What one import did. */
export interface ImportResult {
  /** Objects that were sent, in order. */
  readonly objects: readonly StixObject[];
  readonly status: 'done' | 'failed' | 'given back';
  /** The sentence that the work ended with, or its error. */
  readonly said: string;
  /** What the work names besides. */
  readonly problems: readonly string[];
  readonly work: FakeWork;
  readonly files: FakeFiles;
  readonly queue: FakeQueue;
  readonly platform: FakePlatform;
  readonly spools: FakeSpools;
  readonly log: ReturnType<typeof fakeLog>;
}

const CONNECTOR_ID = '00000000-0000-4000-8000-000000000003';
/** Time for a job in hand after a stop, milliseconds. */
const DRAIN_MS = 50;

/** Gives an importer one file, as the platform would, over the real drivers and ports in memory. */
export async function importOnce(connector: InternalImportFile, options: ImportOptions = {}): Promise<ImportResult> {
  const { platform = new FakePlatform(), queue = new FakeQueue(), clock = new FakeClock() } = options;
  const { files = filesOf(options), spools = new FakeSpools() } = options;
  const log = fakeLog();
  const outside = { platform, queue, clock, log, metrics: fakeMetrics(), readiness: fakeReadiness() };
  const ports = { ...outside, http: options.http ?? noNetwork, files, spools };
  const session = sessionOf(ports, { ...connector, id: CONNECTOR_ID });
  await session.register({ once: true, signal: new AbortController().signal });
  const config = Object.freeze(connector.config.parse(options.config ?? {})) as Record<string, unknown>;
  const { auto = false, validate = false, takesDrafts = true } = options;
  const driver = new ImportFileDriver(connector, config, { auto, validate, takesDrafts }, ports);
  const { id } = await platform.openWork(CONNECTOR_ID, 'Manual import');
  const text = message(id, options);
  const ended = new AbortController();
  const listen = new FakeListen([text], () => ended.abort());
  const limits = { connectorId: CONNECTOR_ID, atOnce: 4, timeoutMs: options.timeoutMs ?? 30_000, drainMs: DRAIN_MS };
  const jobs = new JobDriver(ports, limits, (job, signal) => driver.handle(job, signal));
  await jobs.drive(listen, options.signal ? AbortSignal.any([options.signal, ended.signal]) : ended.signal);
  const work = platform.works.find((one) => one.id === id);
  if (!work) throw new Error('the work is gone');
  const failed = work.messages.length === 0;
  const said = failed ? work.errors.at(-1) : work.messages.at(-1);
  return {
    objects: queue.objects,
    status: listen.settled[0] === 'given back' ? 'given back' : failed ? 'failed' : 'done',
    said: said ?? '',
    problems: failed ? work.errors.slice(0, -1) : work.errors,
    work,
    files,
    queue,
    platform,
    spools,
    log,
  };
}

function filesOf({ file = '', entity, known = [] }: ImportOptions): FakeFiles {
  const pieces = typeof file === 'string' ? [Buffer.from(file)] : file instanceof Uint8Array ? [file] : file;
  const ids = Array.isArray(known) ? known.map((id) => [id, id] as const) : Object.entries(known);
  return new FakeFiles({ pieces, entity, known: new Map(ids) });
}

/** A message as protocol.md 5.3 has it. */
function message(workId: string, options: ImportOptions): string {
  const { name = 'file.json', mediaType = 'application/json', markings = [], entity, configuration = null } = options;
  const id = `import/${entity ? 'Entity/internal' : 'global'}/${name}`;
  const internal = { work_id: workId, applicant_id: 'applicant', draft_id: null, trigger: 'update', mode: 'auto' };
  const event = {
    file_id: id,
    file_mime: mediaType,
    file_markings: markings,
    file_fetch: `/storage/get/${id}`,
    ...(entity ? { entity_id: 'internal' } : {}),
    validation_mode: 'draft',
    bypass_validation: false,
    force_validation: false,
  };
  return JSON.stringify({
    internal: { ...internal, ...options.internal },
    event: { ...event, ...options.event },
    configuration,
  });
}
