import type { ExportFamily } from '../define/export-fields.ts';
import type { ExportedEntity } from '../define/internal-export-file.ts';
import type { CallOptions } from './platform.ts';

/** `FilterGroup` of the platform (protocol.md 9.3), passed on as it came. */
export interface FilterGroup {
  readonly mode: string;
  readonly filters: readonly unknown[];
  readonly filterGroups: readonly unknown[];
}

/** One list of the platform's and what is wanted of it. */
export interface ExportQuery {
  readonly family: ExportFamily;
  /** Types in the list, as the platform names them; all of the family without it. */
  readonly entityType: string;
  readonly types?: readonly string[];
  /** Fields to ask for; id, standard id and type always come. Fields that a type does not have are left out. */
  readonly fields: readonly string[];
  /** Asks for the markings of what rows name, such as the ends of a relationship, as `objectMarking: [{id}]`. */
  readonly nestedMarkings?: boolean;
  readonly filters?: FilterGroup;
  readonly search?: string;
  readonly orderBy?: string;
  readonly orderMode?: string;
  /** Further arguments of relationship lists, such as `fromOrToId`. */
  readonly ends?: Readonly<Record<string, unknown>>;
}

/** One page of a list. */
export interface ExportPage {
  readonly rows: readonly ExportedEntity[];
  readonly endCursor: string;
  readonly hasNext: boolean;
  /** Rows of the whole list. */
  readonly total: number;
  /** Names of the query that this platform does not know and that were left out. */
  readonly dropped: readonly string[];
}

/** Whose rights a reading has: `applicantId` is honoured for tokens with `BYPASS` alone. */
export interface ReadOptions extends CallOptions {
  readonly applicantId?: string;
}

/** Where a file goes (protocol.md 6.3). */
export interface ExportTarget {
  readonly kind: 'entity' | 'list';
  readonly family: ExportFamily;
  readonly entityType: string;
  /** Internal id of the entity, or of the page that a list stands on. */
  readonly entityId?: string;
  /** Internal ids of markings. */
  readonly markings: readonly string[];
  /** How a list was chosen, as JSON text, or `selected_ids`. */
  readonly listFilters?: string;
}

/** A file on its way to the platform. */
export interface ExportedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly data: AsyncIterable<Uint8Array | string>;
}

/** What an exporter asks of the platform. Every method throws PlatformError. */
export interface ExportsPort {
  list(query: ExportQuery, page: { first: number; after?: string }, options: ReadOptions): Promise<ExportPage>;
  /** Internal ids of what a container holds. */
  contents(containerId: string, options: ReadOptions): Promise<readonly string[]>;
  /** Sends the file in pieces as they come, once: a second try needs new data. */
  push(target: ExportTarget, file: ExportedFile, options: CallOptions): Promise<void>;
}
