import { type ExportedEntity, PlatformError } from '@opencti-connectors/core';
import type {
  ExportedFile,
  ExportPage,
  ExportQuery,
  ExportsPort,
  ExportTarget,
  FilterGroup,
  ReadOptions,
} from '@opencti-connectors/core/ports';

/** A file that arrived whole. */
export interface ArrivedFile {
  readonly target: ExportTarget;
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
}

interface Filter {
  readonly key: string | readonly string[];
  readonly values: readonly unknown[];
  readonly operator?: string;
}

/** Rows that the platform's search engine can still resolve costly fields of. */
const COSTLY_LIMIT = 100;

/** The exporting side of a platform, in memory: the same port as the real client, none of its wires. */
export class FakeExports implements ExportsPort {
  /** Everything there is, in the order of the lists. A row's markings stand in `markingIds`. */
  readonly objects: ExportedEntity[];
  /** Ids of objects that cannot be shown: any page that holds one fails. */
  readonly broken = new Set<string>();
  readonly files: ArrivedFile[] = [];
  readonly queries: { readonly query: ExportQuery; readonly first: number; readonly options: ReadOptions }[] = [];
  /** Thrown by the next pushes, one each, after some pieces have been taken. */
  readonly pushErrors: Error[] = [];
  /** Called before each page. */
  onList: (query: ExportQuery) => void | Promise<void> = () => undefined;

  constructor(objects: readonly ExportedEntity[] = []) {
    this.objects = [...objects];
  }

  async list(
    query: ExportQuery,
    { first, after }: { first: number; after?: string },
    options: ReadOptions,
  ): Promise<ExportPage> {
    this.queries.push({ query, first, options });
    await this.onList(query);
    options.signal?.throwIfAborted();
    const found = this.objects.filter((row) => isListed(row, query) && passes(row, query.filters));
    const start = after === undefined ? 0 : Number(after);
    const rows = found.slice(start, start + first);
    if (query.fields.includes('externalReferences') && rows.length > COSTLY_LIMIT) {
      throw new PlatformError('Find direct ids fail', { code: 'DATABASE_ERROR', retryable: true });
    }
    const bad = query.fields.length > 0 ? rows.find(({ id }) => this.broken.has(id)) : undefined;
    if (bad) throw new PlatformError('Cannot return null for a mandatory field', { code: 'INTERNAL_SERVER_ERROR' });
    const end = start + rows.length;
    return {
      rows: rows.map((row) => selected(row, query.fields)),
      endCursor: String(end),
      hasNext: end < found.length,
      total: found.length,
      dropped: [],
    };
  }

  async contents(containerId: string): Promise<readonly string[]> {
    const held = this.objects.find(({ id }) => id === containerId)?.objects;
    return Array.isArray(held) ? held.map(String) : [];
  }

  async push(target: ExportTarget, { name, mediaType, data }: ExportedFile, { signal }: ReadOptions): Promise<void> {
    const error = this.pushErrors.shift();
    let text = '';
    for await (const piece of data) {
      signal?.throwIfAborted();
      text += typeof piece === 'string' ? piece : Buffer.from(piece).toString('utf8');
      if (error) throw error;
    }
    this.files.push({ target, name, mediaType, text });
  }
}

function selected(row: ExportedEntity, fields: readonly string[]): ExportedEntity {
  const { id, entity_type, standard_id } = row;
  const own = fields.filter((field) => field in row).map((field) => [field, row[field]]);
  return { id, entity_type, standard_id, ...Object.fromEntries(own) };
}

function isListed(row: ExportedEntity, { family, entityType, types, ends }: ExportQuery): boolean {
  const isSighting = row.entity_type === 'stix-sighting-relationship';
  const isRelationship = !isSighting && 'relationship_type' in row;
  if (
    family === 'sightings' ? !isSighting : family === 'relationships' ? !isRelationship : isSighting || isRelationship
  )
    return false;
  if (isSighting || isRelationship) return touches(row, ends?.fromOrToId);
  const wanted = types ?? [entityType];
  const isObservable = 'observable_value' in row;
  if (family === 'observables' && !isObservable) return false;
  return wanted.some((type) => type === row.entity_type || type.startsWith('Stix-'));
}

function touches(row: ExportedEntity, fromOrToId: unknown): boolean {
  if (fromOrToId === undefined) return true;
  const ids = [fromOrToId].flat();
  return [row.from, row.to].some((end) => ids.includes((end as { id?: string } | null)?.id ?? ''));
}

function passes(row: ExportedEntity, group: FilterGroup | undefined): boolean {
  if (!group) return true;
  const groups = group.filterGroups as readonly FilterGroup[];
  return (
    (group.filters as readonly Filter[]).every((one) => holds(row, one)) && groups.every((one) => passes(row, one))
  );
}

function holds(row: ExportedEntity, { key, values, operator = 'eq' }: Filter): boolean {
  const [name = ''] = [key].flat();
  const field = name === 'ids' ? 'id' : name === 'objectMarking' ? 'markingIds' : name;
  const has = [row[field]].flat().some((value) => values.includes(value));
  return operator === 'not_eq' ? !has : has;
}
