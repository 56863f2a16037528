import type { StixObject } from '../stix/object.ts';
import type { CallOptions } from './platform.ts';

/** A call inside a draft workspace, where there is one. */
export interface DraftOptions extends CallOptions {
  readonly draftId?: string;
}

/** A bundle that waits for a person. */
export interface PendingFile {
  /** Ends in `.json`: the platform tells the media type from it. */
  readonly name: string;
  /** Text of the bundle, read once for each try. */
  readonly text: () => AsyncIterable<string>;
  /** Internal id of the entity that it is about. */
  readonly entityId?: string;
  /** Ids of markings. */
  readonly markings: readonly string[];
}

/** A draft workspace for one import. */
export interface NewDraft {
  readonly name: string;
  readonly entityId?: string;
  /** The work that fills it: asked again for the same work, the same draft comes back. */
  readonly workId: string;
}

/** What an importer of files asks of the platform. Every method throws PlatformError. */
export interface FilesPort {
  /** The bytes of a stored file as they come. @throws InputError when it is not there or not for us. */
  download(fileId: string, options: CallOptions): Promise<AsyncIterable<Uint8Array>>;
  /** An entity in the form with extensions; undefined when it is gone or not for us. */
  entity(id: string, options: DraftOptions): Promise<StixObject | undefined>;
  /** Which of these ids the platform knows, with the standard id of each. At most `KNOWN_BLOCK` at once. */
  known(ids: readonly string[], options: DraftOptions): Promise<ReadonlyMap<string, string>>;
  offer(file: PendingFile, options: CallOptions): Promise<void>;
  /** Makes a draft and ties the work to it. @returns its id. */
  openDraft(draft: NewDraft, options: CallOptions): Promise<string>;
}

/** Ids that are asked for at once. */
export const KNOWN_BLOCK = 500;
