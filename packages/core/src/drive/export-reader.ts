import type { Log } from '../define/context.ts';
import { COSTLY_FIELDS, familyOf, LONG_FIELDS } from '../define/export-fields.ts';
import type { ExportedEntity } from '../define/internal-export-file.ts';
import { PlatformError } from '../errors.ts';
import type { ExportPage, ExportQuery, ExportsPort, FilterGroup, ReadOptions } from '../ports/exports.ts';
import { allOf, shutOut, withIds, withoutShutOut } from './export-filters.ts';

/** Rows of a page (connectors.md 1.4.2b): beyond 500 nothing is won. */
const PAGE = 500;
const PAGE_OF_LONG = 50;
/** Costly fields overflow the platform's search engine in larger pages. */
const PAGE_OF_COSTLY = 50;
const SMALLEST_PAGE = 10;
/** Tries of a page before it is halved; of a small one, as many as outlast a restart of the platform. */
const FEW_TRIES = 2;

/** Codes of a page that is too much for the platform: half of it may be fine. */
const TOO_MUCH = new Set(['DATABASE_ERROR', 'ECONNABORTED', 'ETIMEDOUT', 'HTTP_504']);
/** Codes by which the platform says that an object of the page cannot be shown. */
const BROKEN_ROW = new Set(['INTERNAL_SERVER_ERROR', 'UNKNOWN_ERROR', 'DATABASE_ERROR']);

/** Something that could not be read, and why. */
export interface Unread {
  readonly id: string;
  readonly type: string;
  readonly reason: string;
  /** The field that is missing; without it, the whole row. */
  readonly field?: string;
}

/** Unread rows that are kept with their reason; more are only counted, so that a file of any size fits. */
const KEPT = 100;

/** What could not be read: counted, the first ones kept. */
export class UnreadList {
  readonly rows: Unread[] = [];
  readonly fields: Unread[] = [];
  rowCount = 0;
  fieldCount = 0;

  add(unread: Unread): void {
    const kept = unread.field === undefined ? this.rows : this.fields;
    if (unread.field === undefined) this.rowCount += 1;
    else this.fieldCount += 1;
    if (kept.length < KEPT) kept.push(unread);
  }
}

/** Whose rights a reading has, and how far they go. */
export interface Reading {
  readonly exports: ExportsPort;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly applicantId: string | undefined;
  readonly access: FilterGroup | undefined;
}

type Rows = readonly ExportedEntity[];

/** Reads lists page by page. A page that fails is halved until what cannot be read stands alone and is reported. */
export class ExportReader {
  readonly unread = new UnreadList();
  /** Remarks for the end of the work. */
  readonly remarks = new Set<string>();
  /** Rows of the list as the platform counts them. */
  total: number | undefined;
  readonly #reading: Reading;
  readonly #shutOut: ReadonlySet<string>;

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#shutOut = shutOut(reading.access);
  }

  /** All pages of a list. @throws PlatformError when the platform gives nothing for long. */
  async *list(list: ExportQuery): AsyncGenerator<Rows> {
    const fields = cheap(list.fields);
    let query: ExportQuery = { ...list, ...this.#filtered(list.filters), fields };
    let first = pageSize(list.fields);
    let after: string | undefined;
    for (let hasNext = true; hasNext; ) {
      const read = await this.#page(query, first, after);
      if (read.query) query = read.query;
      first = read.first;
      if (!read.page) continue;
      this.total ??= read.page.total;
      hasNext = read.page.hasNext;
      after = read.page.endCursor;
      yield await this.#complete(read.page.rows, list.fields);
    }
  }

  /**
   * Objects by their ids, in that order, whatever they are; the type that they probably have is tried first. What is
   * not there, or not for the asking person, is left out.
   */
  async *byIds(ids: readonly string[], entityType: string, fields: readonly string[]): AsyncGenerator<Rows> {
    const size = pageSize(fields);
    const types = [...new Set([entityType, ...WHOLE])];
    for (let start = 0; start < ids.length; start += size) {
      const chunk = ids.slice(start, start + size);
      const found = new Map<string, ExportedEntity>();
      const broken = new Set<string>();
      for (const type of types) {
        const open = chunk.filter((id) => !found.has(id) && !broken.has(id));
        if (open.length === 0) break;
        const query = { family: familyOf(type), entityType: type, fields: cheap(fields) };
        const rows = await this.#chosen(query, open, (unread) => broken.add(unread.id));
        for (const row of rows) found.set(row.id, row);
      }
      const rows = chunk.flatMap((id) => found.get(id) ?? []);
      yield await this.#complete(rows, fields);
    }
  }

  async contents(containerId: string): Promise<readonly string[]> {
    return this.#reading.exports.contents(containerId, this.#options());
  }

  /** One page, or the smaller size (or the query without its order) with which to try again. */
  async #page(
    query: ExportQuery,
    first: number,
    after: string | undefined,
  ): Promise<{ first: number; page?: ExportPage; query?: ExportQuery }> {
    const { signal, log } = this.#reading;
    const small = first <= SMALLEST_PAGE;
    try {
      const page = await this.#ask(query, place(first, after), this.#options(small ? undefined : FEW_TRIES));
      this.#remarkDropped(page, query);
      return { first, page };
    } catch (error) {
      signal.throwIfAborted();
      if (!PlatformError.isInstance(error)) throw error;
      if (error.code === 'BAD_USER_INPUT' && query.orderBy && after === undefined) {
        this.remarks.add(`The platform cannot sort by ${query.orderBy} here: the rows are in its own order`);
        const { orderBy: _by, orderMode: _mode, ...unordered } = query;
        return { first, query: unordered };
      }
      if (TOO_MUCH.has(error.code) && !small) {
        log.warn('page is too much for the platform: trying half of it', { rows: first, code: error.code });
        return { first: Math.max(SMALLEST_PAGE, Math.ceil(first / 2)) };
      }
      if (error.retryable && !small)
        return { first, page: await this.#ask(query, place(first, after), this.#options()) };
      if (!BROKEN_ROW.has(error.code)) throw error;
      log.warn('a row of the page cannot be read: looking for it', { rows: first, code: error.code });
      return { first, page: await this.#isolated(query, first, after) };
    }
  }

  /** The page without the rows that the platform cannot give: their ids are read first, which costs little. */
  async #isolated(query: ExportQuery, first: number, after: string | undefined): Promise<ExportPage> {
    const bare = await this.#ask({ ...query, fields: [] }, place(first, after), this.#options());
    const readable = new Map<string, ExportedEntity>();
    for (const row of await this.#halves(query, bare.rows)) readable.set(row.id, row);
    return { ...bare, rows: bare.rows.flatMap(({ id }) => readable.get(id) ?? []) };
  }

  /** Objects with these ids, all at once or, when that fails, halved. */
  async #chosen(query: ExportQuery, ids: readonly string[], onUnread: (unread: Unread) => void): Promise<Rows> {
    try {
      return await this.#read(query, ids);
    } catch (error) {
      this.#reading.signal.throwIfAborted();
      if (!PlatformError.isInstance(error) || !BROKEN_ROW.has(error.code)) throw error;
    }
    const bare = await this.#read({ ...query, fields: [] }, ids);
    return this.#halves(query, bare, undefined, onUnread);
  }

  async #halves(
    query: ExportQuery,
    rows: Rows,
    field?: string,
    onUnread: (unread: Unread) => void = () => undefined,
  ): Promise<Rows> {
    if (rows.length === 0) return [];
    try {
      return await this.#read(
        query,
        rows.map(({ id }) => id),
      );
    } catch (error) {
      this.#reading.signal.throwIfAborted();
      if (!PlatformError.isInstance(error) || !BROKEN_ROW.has(error.code)) throw error;
      const [row] = rows;
      if (row && rows.length === 1) {
        const unread = { id: row.standard_id ? String(row.standard_id) : row.id, type: row.entity_type };
        this.unread.add({ ...unread, reason: error.message, ...(field ? { field } : {}) });
        onUnread({ ...unread, id: row.id, reason: error.message });
        return [];
      }
    }
    const middle = Math.ceil(rows.length / 2);
    const before = await this.#halves(query, rows.slice(0, middle), field, onUnread);
    return [...before, ...(await this.#halves(query, rows.slice(middle), field, onUnread))];
  }

  async #read({ family, entityType, fields }: ExportQuery, ids: readonly string[]): Promise<Rows> {
    const query = { family, entityType, fields, ...this.#filtered(withIds(ids)) };
    const page = await this.#ask(query, { first: ids.length }, this.#options(FEW_TRIES));
    return page.rows;
  }

  /** Adds the costly fields in a second pass, in small pages, one at a time. A row keeps its place without them. */
  async #complete(rows: Rows, fields: readonly string[]): Promise<Rows> {
    const costly = fields.filter((field) => COSTLY_FIELDS.has(field));
    if (costly.length === 0) return rows;
    const more = new Map<string, ExportedEntity>();
    for (const [type, some] of Map.groupBy(rows, wholeOf)) {
      const query = { family: familyOf(type), entityType: type, fields: costly };
      for (let start = 0; start < some.length; start += PAGE_OF_COSTLY) {
        const chunk = some.slice(start, start + PAGE_OF_COSTLY);
        for (const row of await this.#halves(query, chunk, costly.join(', '))) more.set(row.id, row);
      }
    }
    return rows.map((row) => ({ ...row, ...more.get(row.id) }));
  }

  async #ask(query: ExportQuery, page: { first: number; after?: string }, options: ReadOptions): Promise<ExportPage> {
    if (this.#shutOut.size === 0) return this.#reading.exports.list(query, page, options);
    const found = await this.#reading.exports.list({ ...query, nestedMarkings: true }, page, options);
    return { ...found, rows: found.rows.map((row) => withoutShutOut(row, this.#shutOut)) };
  }

  #filtered(filters: FilterGroup | undefined): { filters?: FilterGroup } {
    const all = allOf(filters, this.#reading.access);
    return all ? { filters: all } : {};
  }

  #options(attempts?: number): ReadOptions {
    const { signal, applicantId } = this.#reading;
    return { signal, ...(applicantId ? { applicantId } : {}), ...(attempts ? { attempts } : {}) };
  }

  /** An argument that this platform does not know makes the list wider than what the person saw. */
  #remarkDropped({ dropped }: ExportPage, { ends = {} }: ExportQuery): void {
    for (const name of dropped) {
      if (name in ends) this.remarks.add(`This platform does not know ${name}: the list may hold more than the screen`);
    }
  }
}

/** Types that between them hold everything. */
const WHOLE = ['Stix-Core-Object', 'stix-core-relationship', 'stix-sighting-relationship'];

function wholeOf({ entity_type: type }: ExportedEntity): string {
  const family = familyOf(type);
  return family === 'relationships' ? 'stix-core-relationship' : family === 'sightings' ? type : 'Stix-Core-Object';
}

function cheap(fields: readonly string[]): readonly string[] {
  return fields.filter((field) => !COSTLY_FIELDS.has(field));
}

function pageSize(fields: readonly string[]): number {
  return fields.some((field) => LONG_FIELDS.has(field)) ? PAGE_OF_LONG : PAGE;
}

function place(first: number, after: string | undefined): { first: number; after?: string } {
  return after === undefined ? { first } : { first, after };
}
