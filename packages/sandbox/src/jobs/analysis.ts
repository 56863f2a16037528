import { isActive } from '../connectors/registry.ts';
import type { StoredWork } from '../connectors/works.ts';
import type { StoredFile } from '../files/store.ts';
import type { Element } from '../graph/store.ts';
import { openctiType } from '../graph/types.ts';
import { platformError } from '../graphql/errors.ts';
import type { Platform } from '../platform.ts';
import { sendJob } from './send.ts';

export interface AnalysisAsk {
  readonly contentSource: string;
  readonly contentType: 'fields' | 'file';
  readonly connectorId?: string | null;
}

/** Asks the first connector that analyses for names in a text (protocol.md 5.5). @throws GraphQLError without any. */
export async function askAnalysis(
  platform: Platform,
  element: Element,
  ask: AnalysisAsk,
  userId: string,
): Promise<StoredWork> {
  const connector = platform.registry
    .all()
    .find(
      (one) =>
        one.connector_type === 'INTERNAL_ANALYSIS' && isActive(one) && (!ask.connectorId || one.id === ask.connectorId),
    );
  if (!connector) throw platformError('RESOURCE_NOT_FOUND', 'No connector found for analysis');
  const file = ask.contentType === 'file' ? requireFile(platform, ask.contentSource) : undefined;
  const work = { name: `Content ${ask.contentType} analysis`, sourceId: element.standardId, userId };
  return sendJob(platform, connector, work, (work_id) => ({
    internal: { work_id, applicant_id: null, mode: 'manual', trigger: 'update' },
    event: {
      event_type: 'INTERNAL_ANALYSIS',
      entity_id: element.standardId,
      entity_type: openctiType(element),
      content_type: ask.contentType,
      content_source: ask.contentSource,
      ...(file ? ofFile(file) : { content_fields: 'description content' }),
      analysis_name: `${ask.contentType}_analysis_${file ? file.name : ask.contentSource}.analysis`,
    },
  }));
}

function requireFile(platform: Platform, id: string): StoredFile {
  const file = platform.files.find(id);
  if (!file) throw platformError('FUNCTIONAL_ERROR', 'File not found or restricted', { filename: id });
  return file;
}

function ofFile({ id, mimeType }: StoredFile) {
  return { file_id: id, file_mime: mimeType, file_fetch: `/storage/get/${id}` };
}
