import { isActive } from '../connectors/registry.ts';
import type { StoredWork } from '../connectors/works.ts';
import { extensionFor } from '../files/media-types.ts';
import { mainName } from '../graph/representative.ts';
import type { Element } from '../graph/store.ts';
import { openctiType } from '../graph/types.ts';
import { platformError } from '../graphql/errors.ts';
import { viewerOf } from '../graphql/resolvers/knowledge-scope.ts';
import type { User } from '../graphql/users.ts';
import type { Platform } from '../platform.ts';
import { sendJob, takes } from './send.ts';

/** What every ask for an export names (`ExportAskInput`). */
export interface ExportAsk {
  /** Media type of the file. */
  readonly format: string;
  readonly exportType: string;
  /** Internal ids: nothing above these is exported. */
  readonly contentMaxMarkings?: readonly string[] | null | undefined;
  /** Internal ids: what the file itself is marked with. */
  readonly fileMarkings?: readonly string[] | null | undefined;
}

export interface ExportContext {
  readonly entity_id?: string | null;
  readonly entity_type: string;
  readonly visible_columns?: readonly string[] | null;
}

export interface ListExportAsk extends ExportAsk {
  readonly exportContext?: ExportContext | null | undefined;
  readonly selectedIds?: readonly string[] | null | undefined;
  /** Arguments of the list, as far as they were given. */
  readonly list: Readonly<Record<string, unknown>>;
}

interface KeyFilter {
  readonly key: string;
  readonly values: readonly string[];
  readonly mode: 'and' | 'or';
  readonly operator: 'eq' | 'not_eq';
}

/** An export of one entity: a job for each connector that makes this format (protocol.md 5.4). */
export async function askEntityExport(
  platform: Platform,
  element: Element,
  ask: ExportAsk,
  user: User,
): Promise<StoredWork[]> {
  const access = accessFilters(platform, ask, user);
  const type = openctiType(element);
  const shown = nameOf(platform, element);
  return sendExports(platform, ask, user, `export/${type}/${element.id}`, `${type}-${shown}`, (name) => ({
    internal: { trigger: null, mode: 'manual' },
    event: {
      event_type: 'INTERNAL_EXPORT_FILE',
      file_name: name,
      format: ask.format,
      export_scope: 'single',
      entity_id: element.id,
      entity_name: shown,
      entity_type: type,
      export_type: ask.exportType,
      file_markings: ask.fileMarkings ?? [],
      main_filter: group([...access, ofIds([element.id])]),
      access_filter: group(access),
    },
  }));
}

/** An export of a list, or of what was selected in it. @throws GraphQLError without the list's type. */
export async function askListExport(platform: Platform, ask: ListExportAsk, user: User): Promise<StoredWork[]> {
  if (!ask.exportContext) throw platformError('FUNCTIONAL_ERROR', 'entity_type is missing from askListExport');
  const { entity_type: type, entity_id: entityId, visible_columns: columns } = ask.exportContext;
  const access = accessFilters(platform, ask, user);
  const element = entityId ? platform.graph.find(entityId) : undefined;
  const selected = ask.selectedIds?.length ? ask.selectedIds : undefined;
  const path = `export/${type}${entityId ? `/${entityId}` : ''}`;
  return sendExports(platform, ask, user, path, type, (name) => ({
    internal: {},
    event: {
      ...(selected ? { event_type: 'INTERNAL_EXPORT_FILE' } : {}),
      export_scope: selected ? 'selection' : 'query',
      file_name: name,
      ...(selected ? { selected_ids: selected } : {}),
      list_params: { ...ask.list, ...(columns ? { visible_columns: columns } : {}) },
      format: ask.format,
      export_type: ask.exportType,
      ...(entityId ? { entity_id: entityId } : {}),
      entity_name: element ? nameOf(platform, element) : 'global',
      entity_type: type,
      file_markings: ask.fileMarkings ?? [],
      main_filter: group(selected ? [...access, ofIds(selected)] : access),
      access_filter: group(access),
    },
  }));
}

async function sendExports(
  platform: Platform,
  ask: ExportAsk,
  user: User,
  path: string,
  about: string,
  message: (fileName: string) => { readonly internal: object; readonly event: object },
): Promise<StoredWork[]> {
  const works: StoredWork[] = [];
  for (const connector of platform.registry.all()) {
    if (connector.connector_type !== 'INTERNAL_EXPORT_FILE' || !isActive(connector)) continue;
    if (!takes(connector, ask.format)) continue;
    const maximum = definitions(platform, ask.contentMaxMarkings ?? []).join('_') || 'TLP:ALL';
    const start = `${new Date().toISOString()}_${maximum}_(${connector.name})_${about}`;
    const name = `${start}_${ask.exportType}.${extensionFor(ask.format)}`;
    const { internal, event } = message(name);
    const sent = await sendJob(platform, connector, { name, sourceId: path, userId: user.id }, (work_id) => ({
      internal: { work_id, applicant_id: user.id, ...internal },
      event,
    }));
    works.push(sent);
  }
  return works;
}

function definitions(platform: Platform, ids: readonly string[]): string[] {
  return platform.markings().flatMap(({ id, definition }) => (ids.includes(id) ? [definition] : []));
}

/** Leaves out what is marked above what was asked for, or above what the user may see. */
function accessFilters(platform: Platform, { contentMaxMarkings }: ExportAsk, user: User): KeyFilter[] {
  if (!contentMaxMarkings) throw new Error("Cannot read properties of undefined (reading 'map')");
  const markings = platform.markings();
  const asked = markings.filter(({ id, standard_id }) =>
    [id, standard_id].some((one) => contentMaxMarkings.includes(one)),
  );
  const viewer = viewerOf(platform.graph, user);
  const above = markings.filter(({ standard_id, definition_type, x_opencti_order }) => {
    const maximum = asked.find((one) => one.definition_type === definition_type);
    const seen = viewer === 'all' || viewer.has(standard_id);
    return !seen || (maximum !== undefined && x_opencti_order > maximum.x_opencti_order);
  });
  if (above.length === 0) return [];
  return [{ key: 'objectMarking', mode: 'and', operator: 'not_eq', values: above.map(({ id }) => id) }];
}

function nameOf({ graph }: Platform, element: Element): string {
  return mainName(element, (id) => graph.find(id));
}

function ofIds(values: readonly string[]): KeyFilter {
  return { key: 'ids', values, mode: 'or', operator: 'eq' };
}

function group(filters: readonly KeyFilter[]) {
  return { mode: 'and', filters, filterGroups: [] };
}
