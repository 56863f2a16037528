import { PlatformError } from '../errors.ts';
import type { DraftOptions, FilesPort } from '../ports/files.ts';
import type { StixObject } from '../stix/object.ts';
import type { PlatformClient } from './client.ts';
import { storagePath } from './download.ts';
import { readStix } from './operations/entity.ts';
import * as files from './operations/files.ts';

/** The port of importers over GraphQL and the platform's storage. */
export function createFiles(client: PlatformClient): FilesPort {
  return {
    download: (fileId, { signal }) => client.download(storagePath(fileId), signal ? { signal } : {}),
    async entity(id, options) {
      const { stix } = await client.execute(readStix, { id }, inDraft(options));
      return stix ? parsed(stix, id) : undefined;
    },
    async known(ids, options) {
      const filter = { key: ['ids'], values: ids, operator: 'eq', mode: 'or' };
      const filters = { mode: 'and', filters: [filter], filterGroups: [] };
      const data = await client.execute(files.readKnown, { first: ids.length, filters }, inDraft(options));
      const found = new Map<string, string>();
      for (const { node } of data.stixObjectOrStixRelationships.edges) {
        if (!node) continue;
        const standard = node.standard_id ?? node.id;
        for (const id of [node.id, standard, ...(node.x_opencti_stix_ids ?? [])]) found.set(id, standard);
      }
      return new Map(ids.flatMap((id) => (found.has(id) ? [[id, found.get(id) ?? id] as const] : [])));
    },
    async offer({ name, text, entityId = null, markings }, options) {
      const slot = { variable: 'file', file: { name, mediaType: 'application/json', data: text() } };
      await client.upload(files.uploadPending, { file: null, entityId, markings }, [slot], options);
    },
    async openDraft({ name, entityId = null, workId }, options) {
      const { work } = await client.execute(files.readDraftOfWork, { id: workId }, options);
      if (work?.draft_context) return work.draft_context;
      const made = await client.execute(files.addDraft, { input: { name, entity_id: entityId } }, options);
      const draftId = made.draftWorkspaceAdd.id;
      await client.execute(files.tieDraft, { id: workId, draftId }, options);
      return draftId;
    },
  };
}

function inDraft({ draftId, ...options }: DraftOptions) {
  return draftId ? { ...options, headers: { 'opencti-draft-id': draftId } } : options;
}

function parsed(text: string, id: string): StixObject {
  try {
    return JSON.parse(text) as StixObject;
  } catch (cause) {
    throw new PlatformError(`The platform gives ${id} as text that is not JSON.`, { code: 'NOT_JSON', cause });
  }
}
