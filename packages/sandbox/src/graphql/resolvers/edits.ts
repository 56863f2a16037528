import { keepUpload } from '../../files/keep.ts';
import type { Upload } from '../../files/upload.ts';
import { openctiType } from '../../graph/types.ts';
import { type AnalysisAsk, askAnalysis } from '../../jobs/analysis.ts';
import { askEnrichment } from '../../jobs/enrichment.ts';
import type { Platform } from '../../platform.ts';
import { platformError } from '../errors.ts';
import type { User } from '../users.ts';
import { type RequestContext, resolver } from './context.ts';
import { exportAsk, exportPush } from './exports.ts';
import { importPush } from './files.ts';
import { uploadAndAsk } from './imports.ts';
import { printFile } from './print-file.ts';
import { printWork } from './works.ts';

const ENRICH = ['KNOWLEDGE_KNENRICHMENT'];

/** What can be asked of one entity, whatever its id leads to: each field looks for itself. @param item type of the schema */
export function jobsOf(platform: Platform, id: string, item: string): Readonly<Record<string, unknown>> {
  if (item === 'StixCoreObject') return coreObjectEdit(platform, id);
  if (item === 'StixDomainObject') {
    return {
      importPush: importPush(platform, id),
      exportAsk: exportAsk(platform, id),
      exportPush: exportPush(platform, id),
    };
  }
  return item === 'StixCyberObservable' ? observableEdit(platform, id) : {};
}

function observableEdit(platform: Platform, id: string) {
  return {
    importPush: importPush(platform, id),
    // The platform's resolver hands the file over where its arguments belong (trap 36).
    exportPush: resolver<{ file: Upload }>(['CONNECTORAPI'], () => {
      throw new Error("Cannot destructure property 'createReadStream' of '(intermediate value)' as it is undefined.");
    }),
  };
}

function coreObjectEdit(platform: Platform, id: string) {
  const ask = async (connectorId: string, user: User, { draft }: RequestContext) => {
    const found = (draft?.graph ?? platform.graph).find(id);
    if (!found) {
      const message = 'Cannot enrich the object, element cannot be found.';
      throw platformError('FUNCTIONAL_ERROR', message, { enrichedId: id });
    }
    return printWork(platform, await askEnrichment(platform, found, connectorId, user.id, draft?.id ?? null));
  };
  return {
    askEnrichment: resolver<{ connectorId: string }>(ENRICH, ({ connectorId }, user, context) =>
      ask(connectorId, user, context),
    ),
    askEnrichments: resolver<{ connectorIds: readonly string[] }>(ENRICH, async ({ connectorIds }, user, context) => {
      const works = [];
      for (const connectorId of connectorIds) works.push(await ask(connectorId, user, context));
      return works;
    }),
    askAnalysis: resolver<AnalysisAsk>(['KNOWLEDGE_KNUPDATE'], async (args, user) =>
      printWork(platform, await askAnalysis(platform, requireElement(platform, id), args, user.id)),
    ),
    analysisPush: analysisPush(platform, id),
    importPush: importPush(platform, id),
    exportAsk: exportAsk(platform, id),
    exportPush: exportPush(platform, id),
    uploadAndAskJobImport: uploadAndAsk(platform, platform.graph.find(id)),
  };
}

function requireElement(platform: Platform, id: string) {
  const element = platform.graph.find(id);
  if (!element) throw new Error("Cannot read properties of undefined (reading 'entity_type')");
  return element;
}

interface AnalysisPushArgs {
  readonly file: Upload;
  readonly contentSource: string;
  readonly contentType: string;
  readonly analysisType: string;
}

function analysisPush(platform: Platform, id: string) {
  return resolver<AnalysisPushArgs>(['CONNECTORAPI'], async (args, user) => {
    const entity = requireElement(platform, id);
    const { contentSource: source, contentType, analysisType: type } = args;
    const path = `analysis/${openctiType(entity)}/${entity.id}`;
    const options = { path, entity, analysis: { source, contentType, type } };
    const { file } = await keepUpload(platform, args.file.take(), options, user);
    return printFile(platform, file, { fresh: true });
  });
}
