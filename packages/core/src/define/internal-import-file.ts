import type { z } from 'zod';
import type { StixObject } from '../stix/object.ts';
import type { ConnectorDefinition } from './connector.ts';
import type { Context } from './context.ts';
import type { Author } from './external-import.ts';

type AnyObject = z.ZodObject;

/** A file that somebody uploaded. Its bytes come from the platform as they are asked for. */
export interface UploadedFile {
  readonly name: string;
  /** Media type the platform gives it, such as `application/json`. */
  readonly mediaType: string;
  /**
   * The bytes, from the start each time it is called.
   * @throws PlatformError when the platform does not give the file, AbortError when the job is stopped.
   */
  stream(): AsyncIterable<Uint8Array>;
}

/** Something in a file that is not imported, with what a person needs to mend it. */
export interface Refusal {
  /** Id of the object, where it has one. */
  readonly id?: string | undefined;
  /** Where in the file: `$.objects[17].pattern`, `line 12`, `row 3, column value`. */
  readonly path: string;
  /** What is wrong and what to do. */
  readonly reason: string;
}

/** Context of one import of a file. */
export interface ImportContext<Config> extends Context<Config> {
  /** Entity in whose page the file was uploaded, as STIX; undefined for the import page and files of no entity. */
  readonly entity: StixObject | undefined;
  /** True when the platform imported by itself, false when a person asked. */
  readonly automatic: boolean;
  /** Folder for what is too large for memory (`CONNECTOR_SPOOL_DIR`). What is put there is removed by who put it there. */
  readonly spoolDir: string;
  /** Reports something that is left out: counted, named in the work and in the log. In strict mode it ends the import. */
  refuse(refusal: Refusal): void;
  /** A sentence for the end of the work, without its full stop, such as `Converted from STIX 2.0`. */
  say(sentence: string): void;
}

/** How the objects of a file are treated, whatever their format; each has a default. */
export interface ImportPolicy {
  /** `strict` refuses a file with any bad object, `lenient` (default) leaves bad objects out, `off` sends what has an id. */
  readonly validation?: 'strict' | 'lenient' | 'off';
  /** References to objects that are not in the file: `resolve` (default) keeps those that the platform knows, `drop` none, `report` all. */
  readonly missingReferences?: 'resolve' | 'drop' | 'report';
  /** The file's markings on objects: `add` (default), `replace` those there are, or `only-if-missing`. */
  readonly markings?: 'add' | 'replace' | 'only-if-missing';
  /** Marking (TLP name) for objects that have none after that. */
  readonly defaultMarking?: string | undefined;
  /** Author of objects that name none; of all objects with `overrideAuthor`. */
  readonly author?: Author | undefined;
  readonly overrideAuthor?: boolean;
  /** Labels added to each object that may have them. */
  readonly labels?: readonly string[];
  /** `x_opencti_score` of observables and indicators that have none, 0 to 100. */
  readonly score?: number | undefined;
  /** `confidence` of objects that have none, 0 to 100. */
  readonly confidence?: number | undefined;
  /** Most objects a file may have; a file beyond is refused. */
  readonly maxObjects?: number;
  /** Relationships become members of a container context, too. */
  readonly containRelationships?: boolean;
  /** Links the file's top-level entities by `related-to` to an entity context that is no container. */
  readonly linkToEntity?: boolean;
  /** Without an entity context: a Report named after the file, with the file attached, holds everything. */
  readonly wrapInReport?: boolean;
}

/** What an author writes for an importer of files; `scope` names media types. */
export interface InternalImportFileOptions<Config extends AnyObject> extends ConnectorDefinition<Config> {
  /**
   * Gives the objects of a file one by one, so that nothing needs to fit into memory. What cannot be read goes to
   * `ctx.refuse`; core validates, stamps, resolves references and sends in dependency order. It is read once.
   * @throws InputError for a file that is unreadable as a whole. With the code `NOT_OURS`, for a file of another
   * format, an automatic import ends well with the message.
   */
  read(ctx: ImportContext<z.output<Config>>, file: UploadedFile): AsyncIterable<StixObject>;
  readonly policy?: (config: z.output<Config>) => ImportPolicy;
  /** Settings that a person may choose for one import, where the platform sends a `configuration` with the job. */
  readonly perImport?: readonly string[];
}

/** An importer of files, ready for `run(connector)`. */
export interface InternalImportFile<Config extends AnyObject = AnyObject> extends InternalImportFileOptions<Config> {
  readonly kind: 'INTERNAL_IMPORT_FILE';
}

/** Defines a connector that imports uploaded files (`INTERNAL_IMPORT_FILE`). Nothing runs until `run(connector)`. */
export function defineInternalImportFile<Config extends AnyObject>(
  options: InternalImportFileOptions<Config>,
): InternalImportFile<Config> {
  return { ...options, kind: 'INTERNAL_IMPORT_FILE' };
}
