import { z } from 'zod';
import { exportFields, familyOf, isContainer } from '../define/export-fields.ts';
import type { ExportRequest } from '../define/internal-export-file.ts';
import { InputError } from '../errors.ts';
import type { ExportQuery, ExportTarget, FilterGroup } from '../ports/exports.ts';
import type { Job } from './job.ts';

const text = z.string().nullish();
const texts = z.array(z.string()).nullish();
const filterGroup = z.looseObject({
  mode: z.string(),
  filters: z.array(z.unknown()),
  filterGroups: z.array(z.unknown()),
});

/** The event of an export job (protocol.md 5.4): keys that some scopes leave out are optional. */
const ExportEvent = z.looseObject({
  export_scope: z.enum(['single', 'selection', 'query']),
  export_type: text,
  file_name: z.string().min(1),
  format: z.string(),
  entity_id: text,
  entity_name: text,
  entity_type: z.string().min(1),
  selected_ids: texts,
  file_markings: texts,
  access_filter: filterGroup.nullish(),
  list_params: z
    .looseObject({
      search: text,
      orderBy: text,
      orderMode: text,
      filters: filterGroup.nullish(),
      types: texts,
      visible_columns: texts,
    })
    .nullish(),
});
type ExportEvent = z.output<typeof ExportEvent>;

const KINDS = { single: 'entity', selection: 'selection', query: 'list' } as const;

/** An export job, read. */
export interface ExportJob {
  readonly request: ExportRequest;
  readonly entityName: string;
  /** Ids of one entity or of a selection; undefined for a list. */
  readonly ids: readonly string[] | undefined;
  /** The part of the query that the job fixes, without the access filter. */
  readonly list: Omit<ExportQuery, 'fields'>;
  /** What the asking person may export; undefined when the job has none, which is not the same as an empty one. */
  readonly access: FilterGroup | undefined;
  readonly target: ExportTarget;
}

/** Reads the event of a job. @throws InputError that names the key which makes no sense. */
export function readExportJob({ event }: Job): ExportJob {
  const parsed = ExportEvent.safeParse(event);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(
      `The message of the platform makes no sense: event.${issue?.path.join('.')}: ${issue?.message}`,
    );
  }
  const given = parsed.data;
  const kind = KINDS[given.export_scope];
  const ids = idsOf(given);
  if (ids && ids.length === 0) throw new InputError('The message of the platform names nothing to export.');
  return {
    request: requestOf(given, kind),
    entityName: given.entity_name ?? given.entity_type,
    ids,
    list: listOf(given),
    access: given.access_filter ?? undefined,
    target: {
      kind: kind === 'entity' ? 'entity' : 'list',
      family: familyOf(given.entity_type),
      entityType: given.entity_type,
      markings: given.file_markings ?? [],
      ...(given.entity_id ? { entityId: given.entity_id } : {}),
      ...(kind === 'entity'
        ? {}
        : { listFilters: kind === 'selection' ? 'selected_ids' : JSON.stringify(given.list_params ?? {}) }),
    },
  };
}

function requestOf(given: ExportEvent, kind: ExportRequest['kind']): ExportRequest {
  const full = given.export_type === 'full';
  const mixed = full || (kind === 'entity' && isContainer(given.entity_type));
  return {
    kind,
    fileName: given.file_name,
    mediaType: given.format,
    entityType: given.entity_type,
    full,
    columns: given.list_params?.visible_columns ?? undefined,
    fields: exportFields(given.entity_type, mixed),
  };
}

function idsOf({ export_scope, entity_id, selected_ids }: ExportEvent): readonly string[] | undefined {
  if (export_scope === 'query') return undefined;
  return export_scope === 'single' ? [entity_id ?? []].flat() : [...new Set(selected_ids ?? [])];
}

function listOf({ entity_type, list_params }: ExportEvent): Omit<ExportQuery, 'fields'> {
  const { search, orderBy, orderMode, filters, types, visible_columns: _shown, ...ends } = list_params ?? {};
  const family = familyOf(entity_type);
  return {
    family,
    entityType: entity_type,
    ends,
    ...(search ? { search } : {}),
    ...(types && types.length > 0 ? { types } : {}),
    ...(filters ? { filters } : {}),
    // Without an order the platform sorts by standard id: as steady, and sightings know no other that is sure.
    ...(orderBy
      ? { orderBy, orderMode: orderMode ?? 'asc' }
      : family === 'sightings'
        ? {}
        : { orderBy: 'created_at', orderMode: 'desc' }),
  };
}
