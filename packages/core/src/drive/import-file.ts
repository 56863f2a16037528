import type { ImportContext, ImportPolicy, InternalImportFile, UploadedFile } from '../define/internal-import-file.ts';
import { InputError } from '../errors.ts';
import { endingWith, type SourceHttp } from '../http/source-http.ts';
import type { FilesPort } from '../ports/files.ts';
import { NO_DRAFTS, type QueuePort } from '../ports/queue.ts';
import type { SpoolPort } from '../ports/spool.ts';
import type { StixObject } from '../stix/object.ts';
import { importConfig } from './import-config.ts';
import { ImportDelivery } from './import-delivery.ts';
import { type ImportJob, type ImportSettings, readImportJob } from './import-job.ts';
import { ImportObjects } from './import-objects.ts';
import { absentIds, ImportPlan } from './import-plan.ts';
import { readObjects } from './import-reading.ts';
import { ImportReport } from './import-report.ts';
import { type ImportStamp, importStamp } from './import-stamp.ts';
import type { Job } from './job.ts';
import type { JobResult } from './jobs.ts';
import { KnownIds } from './known-ids.ts';
import { persistently } from './persistently.ts';
import { Progress } from './progress.ts';
import type { SessionPorts } from './session.ts';
import { WorkHold } from './work-hold.ts';

/** What an importer needs from outside. */
export interface ImportFilePorts extends SessionPorts {
  readonly queue: QueuePort;
  readonly http: SourceHttp;
  readonly files: FilesPort;
  readonly spools: SpoolPort;
}

/** What the settings say about imports, and whether the queue takes drafts. */
export interface ImportFileSettings extends ImportSettings {
  readonly takesDrafts: boolean;
}

/** One import under way. */
export interface Import {
  readonly job: Job;
  readonly asked: ImportJob;
  readonly config: Readonly<Record<string, unknown>>;
  readonly policy: ImportPolicy;
  readonly stamp: ImportStamp;
  readonly fileMarkings: readonly string[];
  readonly entity: StixObject | undefined;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly hold: WorkHold;
}

/**
 * Imports one file in two passes (decision 21): reads and looks at all objects, then sends them in dependency order.
 * Nothing is sent before the whole file has been read.
 */
export class ImportFileDriver {
  readonly #definition: InternalImportFile;
  readonly #config: Readonly<Record<string, unknown>>;
  readonly #settings: ImportFileSettings;
  readonly #ports: ImportFilePorts;

  constructor(
    definition: InternalImportFile,
    config: Readonly<Record<string, unknown>>,
    settings: ImportFileSettings,
    ports: ImportFilePorts,
  ) {
    this.#definition = definition;
    this.#config = config;
    this.#settings = settings;
    this.#ports = ports;
  }

  /** How the job ended. @throws InputError for a file that is not imported; PlatformError. */
  async handle(job: Job, signal: AbortSignal): Promise<JobResult> {
    const log = job.workId ? this.#ports.log.with({ work_id: job.workId }) : this.#ports.log;
    const ports = { ...this.#ports, log };
    const asked = readImportJob(job, this.#settings);
    if ((asked.way === 'draft' || asked.draftId) && !this.#settings.takesDrafts) throw new InputError(NO_DRAFTS);
    const hold = new WorkHold(ports.platform, job.workId);
    await hold.take(signal);
    try {
      const work = await this.#begin(job, asked, hold, ports, signal);
      const message = await this.#import(work, ports);
      return { message: message.text, uncertain: message.uncertain || hold.uncertain };
    } catch (error) {
      const isForeign = InputError.isInstance(error) && error.code === 'NOT_OURS' && asked.automatic;
      if (!isForeign) throw error;
      return { message: error.message, uncertain: hold.uncertain };
    } finally {
      await hold.release(signal);
    }
  }

  async #begin(
    job: Job,
    asked: ImportJob,
    hold: WorkHold,
    ports: ImportFilePorts,
    signal: AbortSignal,
  ): Promise<Import> {
    const ask = <Result>(call: () => Promise<Result>) => persistently(ports, call, signal);
    const { entityId } = asked;
    const options = { signal, ...(asked.draftId ? { draftId: asked.draftId } : {}) };
    const entity = entityId ? await ask(() => ports.files.entity(entityId, options)) : undefined;
    if (entityId && !entity) {
      throw new InputError(`${entityId}, in whose page the file is, cannot be read: it is gone, or not for this user.`);
    }
    const fileMarkings = await ask(() => standardMarkings(asked.markings, ports.files, options));
    const config = importConfig(this.#definition, this.#config, job.configuration, ports.log);
    const policy = this.#definition.policy?.(config) ?? {};
    const stamp = importStamp(policy, fileMarkings);
    const progress = new Progress(ports, job.workId);
    return { job, asked, config, policy, stamp, fileMarkings, entity, signal, progress, hold };
  }

  async #import(work: Import, ports: ImportFilePorts): Promise<{ text: string; uncertain: boolean }> {
    // A download that breaks off is read again from its start, with a report of its own.
    const read = () => this.#read(work, ports);
    const { objects, report, count, latest } = await persistently(ports, read, work.signal);
    try {
      const plan = await this.#plan(objects, report, work, ports);
      if (work.policy.validation === 'strict' && report.refused > 0) {
        await work.hold.report(report.problems, work.signal);
        throw new InputError(report.sentence('Nothing was imported, because not all of the file is right (strict)'));
      }
      const delivery = new ImportDelivery(work, ports, { objects, plan, report, latest });
      const head = count === 0 ? `There is nothing to import in ${work.asked.name}` : await delivery.deliver();
      await work.hold.report(report.problems, work.signal);
      return { text: report.sentence(head), uncertain: delivery.uncertain };
    } finally {
      await objects.close();
    }
  }

  /** The first pass. */
  async #read(work: Import, ports: ImportFilePorts) {
    const report = new ImportReport(ports.log);
    const objects = new ImportObjects(await ports.spools.open());
    try {
      for (const companion of work.stamp.companions) await objects.add(companion);
      const file = this.#definition.read(this.#context(work, report, ports), uploaded(work, ports));
      const { policy, stamp, signal, progress } = work;
      const reading = { policy, stamp, report, clock: ports.clock, progress, signal };
      return { objects, report, ...(await readObjects(file, objects, reading)) };
    } catch (error) {
      await objects.close();
      throw error;
    }
  }

  async #plan(objects: ImportObjects, report: ImportReport, work: Import, ports: ImportFilePorts): Promise<ImportPlan> {
    const { policy, signal, asked, fileMarkings, entity } = work;
    const mode = policy.missingReferences ?? 'resolve';
    const known = new KnownIds(objects.ids);
    for (const id of [...fileMarkings, ...(entity ? [entity.id] : [])]) known.add(id);
    if (mode !== 'report') {
      const options = { signal, ...(asked.draftId ? { draftId: asked.draftId } : {}) };
      const absent = absentIds(objects, known, mode === 'drop');
      await persistently(ports, () => known.ask(absent, ports.files, options), signal);
    }
    const plan = new ImportPlan(objects, known, mode);
    for (const unmet of plan.settle()) report.refuse(unmet);
    report.missing(plan.missing, mode !== 'report');
    if (plan.circles > 0) report.say(`${plan.circles} references that lead round in a circle were cut`);
    if (objects.repeated > 0) report.say(`${objects.repeated} objects came more than once and were united`);
    return plan;
  }

  #context(work: Import, report: ImportReport, ports: ImportFilePorts): ImportContext<Record<string, unknown>> {
    return {
      config: work.config,
      log: ports.log,
      signal: work.signal,
      http: endingWith(ports.http, work.signal),
      now: () => ports.clock.now(),
      entity: work.entity,
      automatic: work.asked.automatic,
      spoolDir: ports.spools.folder,
      refuse: (refusal) => report.refuse(refusal),
      say: (sentence) => report.say(sentence),
    };
  }
}

function uploaded({ asked, signal }: Import, { files }: ImportFilePorts): UploadedFile {
  return {
    name: asked.name,
    mediaType: asked.mediaType,
    async *stream() {
      yield* await files.download(asked.fileId, { signal });
    },
  };
}

/** Standard ids of the file's markings. @throws InputError for one that cannot be found: without it, all would see the objects. */
async function standardMarkings(
  markings: readonly string[],
  files: FilesPort,
  options: { signal: AbortSignal; draftId?: string },
): Promise<string[]> {
  if (markings.length === 0) return [];
  const known = await files.known(markings, options);
  return markings.map((id) => {
    const standard = known.get(id);
    if (standard) return standard;
    throw new InputError(`Nothing was imported: the file is marked ${id}, which this connector's user cannot see.`);
  });
}
