import { keepUpload } from '../../files/keep.ts';
import type { Upload } from '../../files/upload.ts';
import { openctiType } from '../../graph/types.ts';
import { askEntityExport, askListExport, type ExportAsk, type ExportContext } from '../../jobs/export.ts';
import type { Platform } from '../../platform.ts';
import { platformError } from '../errors.ts';
import type { PageArgs } from '../paging.ts';
import type { User } from '../users.ts';
import { type RequestContext, resolver } from './context.ts';
import { exportList, printAwaited } from './print-file.ts';

const ASK = ['KNOWLEDGE_KNGETEXPORT_KNASKEXPORT'];
const SEE = ['KNOWLEDGE_KNGETEXPORT'];
const CONNECTOR = ['CONNECTORAPI'];

interface ListAskInput extends ExportAsk {
  readonly exportContext?: ExportContext | null;
  readonly selectedIds?: readonly string[] | null;
  readonly [argument: string]: unknown;
}

interface ListPushArgs {
  readonly entity_id?: string | null;
  readonly entity_type: string;
  readonly file: Upload;
  readonly file_markings: readonly string[];
  readonly listFilters?: string | null;
}

/** Lists to be exported, what exporters answer, and the files that came of it (protocol.md 5.4, 6.3). */
export function exportResolvers(platform: Platform) {
  const ask = async (input: ListAskInput, user: User, context: RequestContext) => {
    refuseInDraft(context);
    const { format, exportType, contentMaxMarkings, fileMarkings, exportContext, selectedIds, ...list } = input;
    const common = { format, exportType, contentMaxMarkings, fileMarkings, exportContext, selectedIds };
    const given = Object.fromEntries(Object.entries(list).filter(([, value]) => value !== undefined && value !== null));
    const works = await askListExport(platform, { ...common, list: given }, user);
    return works.map(printAwaited);
  };
  const askInput = resolver<{ input: ListAskInput }>(ASK, ({ input }, user, context) => ask(input, user, context));
  const push = resolver<ListPushArgs>(CONNECTOR, async (args, user) => {
    const { entity_id: id, entity_type: type, file_markings: fileMarkings, listFilters } = args;
    const path = `export/${type}${id ? `/${id}` : ''}`;
    await keepUpload(platform, args.file.take(), { path, fileMarkings, listFilters: listFilters ?? '' }, user);
    return true;
  });
  const files = resolver<PageArgs & { exportContext: ExportContext }>(SEE, ({ exportContext, ...args }, user) => {
    const { entity_id: id, entity_type: type } = exportContext;
    return exportList(platform, user, `export/${type}${id ? `/${id}` : ''}`, args);
  });
  return {
    stixCoreObjectsExportAsk: askInput,
    stixDomainObjectsExportAsk: resolver<ListAskInput>(ASK, ask),
    stixCyberObservablesExportAsk: askInput,
    stixCoreRelationshipsExportAsk: askInput,
    stixCoreObjectsExportPush: push,
    stixDomainObjectsExportPush: push,
    stixCyberObservablesExportPush: push,
    stixCoreRelationshipsExportPush: push,
    stixCoreObjectsExportFiles: files,
    stixDomainObjectsExportFiles: files,
    stixCyberObservablesExportFiles: files,
    stixCoreRelationshipsExportFiles: files,
  };
}

function refuseInDraft({ draft }: RequestContext): void {
  if (draft) throw platformError('UNSUPPORTED_ERROR', 'Cannot ask for export in draft', { genre: 'BUSINESS' });
}

/** `exportAsk` below the edit mutations. */
export function exportAsk(platform: Platform, id: string) {
  return resolver<{ input: ExportAsk }>(ASK, async ({ input }, user, context) => {
    refuseInDraft(context);
    const element = platform.graph.find(id);
    if (!element) throw new Error("Cannot read properties of undefined (reading 'id')");
    return (await askEntityExport(platform, element, input, user)).map(printAwaited);
  });
}

/** `exportPush` below the edit mutations; only one of them takes markings. */
export function exportPush(platform: Platform, id: string) {
  return resolver<{ file: Upload; file_markings?: readonly string[] }>(CONNECTOR, async (args, user) => {
    const element = platform.graph.find(id);
    const upload = args.file.take();
    if (!element) {
      await upload.content.discard();
      const message = 'Cant upload a file an none existing element';
      throw platformError('UNSUPPORTED_ERROR', message, { genre: 'BUSINESS', entityId: id });
    }
    const path = `export/${openctiType(element)}/${element.id}`;
    await keepUpload(platform, upload, { path, fileMarkings: args.file_markings ?? [], entity: element }, user);
    return true;
  });
}
