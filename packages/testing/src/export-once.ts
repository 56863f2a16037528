import type { ExportedEntity, InternalExportFile } from '@opencti-connectors/core';
import { ExportFileDriver, JobDriver, type ListenPort } from '@opencti-connectors/core/ports';
import { type ArrivedFile, FakeExports } from './fakes/exports.ts';
import { FakeClock, fakeLog, fakeMetrics, fakeReadiness, noNetwork } from './fakes/outside.ts';
import { FakePlatform } from './fakes/platform.ts';
import { FakeQueue } from './fakes/queue.ts';
import { sessionOf } from './session.ts';

/** What somebody asks an exporter for; the rest of the platform's message is made up. */
export interface ExportAsk {
  readonly scope?: 'single' | 'selection' | 'query';
  readonly format?: string;
  readonly full?: boolean;
  readonly entityType?: string;
  readonly entityId?: string;
  readonly selectedIds?: readonly string[];
  readonly listParams?: Readonly<Record<string, unknown>>;
  readonly fileMarkings?: readonly string[];
  /** Null leaves it out, as no present platform does. */
  readonly accessFilter?: object | null;
  readonly applicantId?: string | null;
}

/** An exporter on ports in memory, and what somebody asks it for. */
export interface ExportOnceOptions {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly objects?: readonly ExportedEntity[];
  readonly ask?: ExportAsk;
  readonly exports?: FakeExports;
  readonly platform?: FakePlatform;
  readonly clock?: FakeClock;
  readonly signal?: AbortSignal;
}

/** How an export ended. */
export interface ExportOutcome {
  readonly status: 'done' | 'failed' | 'given back';
  /** The sentence that ended the work; empty when it was not ended. */
  readonly message: string;
  readonly file: ArrivedFile | undefined;
  readonly exports: FakeExports;
  readonly platform: FakePlatform;
  readonly log: ReturnType<typeof fakeLog>;
}

const CONNECTOR_ID = '00000000-0000-4000-8000-000000000001';
const NO_FILTER = { mode: 'and', filters: [], filterGroups: [] };

/** The message of an export job, in the shape of the recordings. */
export function exportMessage(workId: string, ask: ExportAsk = {}): string {
  const { scope = 'query', format = 'text/csv', full = false, entityType = 'Malware', accessFilter = NO_FILTER } = ask;
  const event = {
    ...(scope === 'query' ? {} : { event_type: 'INTERNAL_EXPORT_FILE' }),
    export_scope: scope,
    file_name: `export_${entityType}_${full ? 'full' : 'simple'}`,
    format,
    export_type: full ? 'full' : 'simple',
    entity_name: 'global',
    entity_type: entityType,
    ...(ask.entityId ? { entity_id: ask.entityId } : {}),
    ...(ask.selectedIds ? { selected_ids: ask.selectedIds } : {}),
    ...(scope === 'single' ? {} : { list_params: ask.listParams ?? {} }),
    file_markings: ask.fileMarkings ?? [],
    ...(accessFilter ? { access_filter: accessFilter, main_filter: accessFilter } : {}),
  };
  const applicant = ask.applicantId === undefined ? 'applicant' : ask.applicantId;
  return JSON.stringify({ internal: { work_id: workId, applicant_id: applicant }, event });
}

/** Runs one export through the real drivers of core. */
export async function exportOnce(
  connector: InternalExportFile,
  { config = {}, objects = [], ask = {}, ...given }: ExportOnceOptions = {},
): Promise<ExportOutcome> {
  const { exports = new FakeExports(objects), platform = new FakePlatform(), clock = new FakeClock() } = given;
  const log = fakeLog();
  const ports = {
    platform,
    exports,
    log,
    clock,
    metrics: fakeMetrics(),
    readiness: fakeReadiness(),
    queue: new FakeQueue(),
    http: noNetwork,
  };
  const session = sessionOf(ports, { ...connector, id: CONNECTOR_ID });
  await session.register({ once: true, signal: AbortSignal.timeout(1_000) });
  const parsed = Object.freeze(connector.config.parse(config)) as Record<string, unknown>;
  const scope = [...connector.scope, ask.format ?? 'text/csv'];
  const driver = new ExportFileDriver(connector, parsed, scope, ports);
  const { id } = await platform.openWork(CONNECTOR_ID, 'Export');
  const stop = new AbortController();
  given.signal?.addEventListener('abort', () => stop.abort(given.signal?.reason), { once: true });
  let givenBack = false;
  const listen: ListenPort = {
    async listen(take, signal) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const end = (back: boolean) => {
        givenBack = back;
        resolve();
      };
      take({ text: exportMessage(id, ask), redelivered: false, done: () => end(false), giveBack: () => end(true) });
      signal.addEventListener('abort', () => resolve(), { once: true });
      await promise;
    },
    close: async () => undefined,
  };
  const options = { connectorId: CONNECTOR_ID, atOnce: 1, timeoutMs: 60_000, drainMs: 0 };
  await new JobDriver(ports, options, (job, signal) => driver.handle(job, signal)).drive(listen, stop.signal);
  const work = platform.works.find((one) => one.id === id);
  const failed = (work?.errors.length ?? 0) > 0;
  return {
    status: givenBack ? 'given back' : failed ? 'failed' : 'done',
    message: [...(work?.errors ?? []), ...(work?.messages ?? [])].join(' '),
    file: exports.files.at(-1),
    exports,
    platform,
    log,
  };
}
