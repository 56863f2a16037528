import type { ExportContext, ExportedEntity, InternalExportFile } from '../define/internal-export-file.ts';
import { InputError, PlatformError } from '../errors.ts';
import type { SourceHttp } from '../http/source-http.ts';
import type { ExportsPort } from '../ports/exports.ts';
import { ExportReader } from './export-reader.ts';
import { type ExportJob, readExportJob } from './export-request.ts';
import { exportRows } from './export-rows.ts';
import { exportSummary } from './export-summary.ts';
import type { Job } from './job.ts';
import type { JobResult } from './jobs.ts';
import { persistently } from './persistently.ts';
import type { SessionPorts } from './session.ts';

/** What an exporter needs from outside. */
export interface ExportFilePorts extends SessionPorts {
  readonly exports: ExportsPort;
  readonly http: SourceHttp;
}

/** Between two words about the progress, milliseconds. */
const PROGRESS_MS = 30_000;

/** Does one export: reads with the right person's rights, lets the handler write, sends the file up as it is written. */
export class ExportFileDriver {
  readonly #definition: InternalExportFile;
  readonly #config: Readonly<Record<string, unknown>>;
  readonly #scope: ReadonlySet<string>;
  readonly #ports: ExportFilePorts;

  /** `scope` is the one of the settings. */
  constructor(
    definition: InternalExportFile,
    config: Readonly<Record<string, unknown>>,
    scope: readonly string[],
    ports: ExportFilePorts,
  ) {
    this.#definition = definition;
    this.#config = config;
    this.#scope = new Set(scope);
    this.#ports = ports;
  }

  /** How the job ended. @throws InputError for a job that cannot be done; what the handler throws. */
  async handle(job: Job, signal: AbortSignal): Promise<JobResult> {
    const read = readExportJob(job);
    if (!this.#scope.has(read.request.mediaType)) {
      throw new InputError(
        `${read.request.mediaType} is not in the scope of this connector (${[...this.#scope].join(', ')}).`,
      );
    }
    const applicantId = await this.#applicant(job, read, signal);
    // A file that broke off cannot be gone on with: it is read and written again.
    const message = await persistently(this.#ports, () => this.#export(job, read, applicantId, signal), signal);
    return { message };
  }

  /**
   * Whom to read as (decision 22): the asking person with BYPASS; else ourselves, never without the job's access filter.
   * @throws InputError that names what is missing.
   */
  async #applicant(job: Job, { access }: ExportJob, signal: AbortSignal): Promise<string | undefined> {
    const ask = () => this.#ports.platform.whoAmI({ signal });
    const { name, capabilities } = await persistently(this.#ports, ask, signal);
    if (capabilities.includes('BYPASS') && job.applicantId) return job.applicantId;
    if (access) return undefined;
    const missing = job.applicantId
      ? `the user of OPENCTI_TOKEN (${name}) lacks the capability BYPASS, by which it could read as the person who asked`
      : 'the job does not say who asked (applicant_id)';
    throw new InputError(`Not exported: the job has no access_filter, and ${missing}.`);
  }

  async #export(job: Job, read: ExportJob, applicantId: string | undefined, signal: AbortSignal): Promise<string> {
    const { exports, clock, log, metrics } = this.#ports;
    const broken = new AbortController();
    const started = clock.now().getTime();
    const own = job.workId ? log.with({ work_id: job.workId }) : log;
    const whole = AbortSignal.any([signal, broken.signal]);
    const reader = new ExportReader({ exports, log: own, signal: whole, applicantId, access: read.access });
    const counts = { rows: 0, bytes: 0 };
    const context: ExportContext<Record<string, unknown>> = {
      config: this.#config,
      log: own,
      signal: whole,
      http: this.#ports.http,
      now: () => clock.now(),
      entities: (fields) => this.#told(exportRows(read, fields, reader), counts, reader, job),
      say: (sentence) => void reader.remarks.add(sentence),
    };
    const file = new Pieces(this.#definition.exportFile(context, read.request), counts);
    const { fileName: name, mediaType } = read.request;
    try {
      await exports.push(read.target, { name, mediaType, data: file }, { signal: whole });
    } catch (error) {
      signal.throwIfAborted();
      // The upload only says that it was aborted: what stopped the handler is the reason.
      throw file.failure ?? error;
    } finally {
      // Whatever is still being read for a file that nobody takes any more.
      broken.abort(new PlatformError('the upload of the file has ended', { code: 'UPLOAD_ENDED' }));
    }
    metrics.recordsSent(counts.rows);
    return exportSummary(reader, counts, clock.now().getTime() - started);
  }

  /** Counts the rows, and tells of them in the work every now and then. */
  async *#told(
    pages: AsyncIterable<readonly ExportedEntity[]>,
    counts: { rows: number },
    reader: ExportReader,
    job: Job,
  ): AsyncGenerator<readonly ExportedEntity[]> {
    const { clock, log, platform } = this.#ports;
    let last = clock.now().getTime();
    for await (const rows of pages) {
      counts.rows += rows.length;
      const now = clock.now().getTime();
      if (now - last >= PROGRESS_MS) {
        last = now;
        const message = `${counts.rows} of ${reader.total ?? 'all'} rows read`;
        log.info('export goes on', { work_id: job.workId, rows: counts.rows, total: reader.total });
        const told = job.workId ? platform.received(job.workId, message, { attempts: 1 }) : undefined;
        await told?.catch((error: unknown) => log.warn('progress could not be told', { error, work_id: job.workId }));
      }
      yield rows;
    }
  }
}

/** The handler's file, counted; keeps what made it fail. */
class Pieces implements AsyncIterable<Uint8Array | string> {
  failure: unknown;
  readonly #pieces: AsyncIterable<Uint8Array | string>;
  readonly #counts: { bytes: number };

  constructor(pieces: AsyncIterable<Uint8Array | string>, counts: { bytes: number }) {
    this.#pieces = pieces;
    this.#counts = counts;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array | string> {
    try {
      for await (const piece of this.#pieces) {
        this.#counts.bytes += typeof piece === 'string' ? Buffer.byteLength(piece) : piece.length;
        yield piece;
      }
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}
