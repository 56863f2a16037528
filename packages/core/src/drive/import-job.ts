import { z } from 'zod';
import { InputError } from '../errors.ts';
import type { Job } from './job.ts';

const text = z.string().nullish();

/** The event of an import job (protocol.md 5.3). */
const Event = z.looseObject({
  file_id: z.string().min(1),
  file_mime: text,
  file_fetch: text,
  file_markings: z.array(z.string()).nullish(),
  entity_id: text,
  validation_mode: text,
  bypass_validation: z.boolean().nullish(),
  force_validation: z.boolean().nullish(),
});

/** Where the objects of a file go. */
export type ImportWay = 'queue' | 'workbench' | 'draft';

/** What somebody wants imported, and how. */
export interface ImportJob {
  /** Storage path of the file. */
  readonly fileId: string;
  /** Last part of the path: the platform has it in small letters. */
  readonly name: string;
  readonly mediaType: string;
  /** Internal ids. */
  readonly markings: readonly string[];
  readonly entityId: string | undefined;
  readonly way: ImportWay;
  readonly draftId: string | undefined;
  /** True unless a person must have asked: the platform's messages do not tell the two apart. */
  readonly automatic: boolean;
}

/** What the settings say about imports. */
export interface ImportSettings {
  /** `CONNECTOR_AUTO` */
  readonly auto: boolean;
  /** `CONNECTOR_VALIDATE_BEFORE_IMPORT` */
  readonly validate: boolean;
}

const STORAGE = '/storage/get/';

/** Reads the job. @throws InputError when the message names no file. */
export function readImportJob(job: Job, { auto, validate }: ImportSettings): ImportJob {
  const parsed = Event.safeParse(job.event);
  if (!parsed.success) throw new InputError('The message of the platform names no file to import.');
  const { file_id, file_fetch, file_mime, file_markings, entity_id, ...event } = parsed.data;
  const bypass = event.bypass_validation ?? false;
  const force = event.force_validation ?? false;
  const isValidated = !bypass && (force || validate) && !job.draftId;
  return {
    fileId: file_fetch?.startsWith(STORAGE) ? file_fetch.slice(STORAGE.length) : file_id,
    name: file_id.slice(file_id.lastIndexOf('/') + 1),
    mediaType: file_mime ?? 'application/octet-stream',
    markings: file_markings ?? [],
    entityId: entity_id || undefined,
    way: isValidated ? (event.validation_mode === 'workbench' ? 'workbench' : 'draft') : 'queue',
    draftId: job.draftId,
    automatic: auto && !force && !job.configuration && (!bypass || job.draftId !== undefined),
  };
}
