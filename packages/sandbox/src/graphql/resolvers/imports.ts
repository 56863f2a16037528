import { keepUpload } from '../../files/keep.ts';
import type { Upload } from '../../files/upload.ts';
import type { Element } from '../../graph/store.ts';
import { openctiType } from '../../graph/types.ts';
import { askImport, type ImportAsk, type ValidationMode } from '../../jobs/import.ts';
import type { Platform } from '../../platform.ts';
import { resolver } from './context.ts';
import { requireFile } from './files.ts';
import { printFile } from './print-file.ts';

const ASK = ['KNOWLEDGE_KNASKIMPORT'];
const UPLOAD_AND_ASK = ['KNOWLEDGE_KNUPLOAD', 'KNOWLEDGE_KNASKIMPORT'];

type AskArgs = ImportAsk & { readonly fileName: string };

interface UploadAndAskArgs {
  readonly file: Upload;
  readonly fileMarkings?: readonly string[] | null;
  readonly connectors?:
    | readonly { readonly connectorId?: string | null; readonly configuration?: string | null }[]
    | null;
  readonly validationMode?: ValidationMode | null;
  readonly draftId?: string | null;
  readonly noTriggerImport?: boolean | null;
}

/** Asks for import jobs (protocol.md 5.3). */
export function importResolvers(platform: Platform) {
  return {
    askJobImport: resolver<AskArgs>(ASK, async ({ fileName, ...ask }, user, { draft }) => {
      const file = requireFile(platform, user, fileName);
      await askImport(platform, file, { ...ask, draftId: draft?.id ?? null }, user.id);
      return printFile(platform, file, { fresh: true });
    }),
    createDraftAndAskJobImport: resolver<AskArgs>(ASK, async ({ fileName, ...ask }, user) => {
      const file = requireFile(platform, user, fileName);
      const entityId = ask.bypassEntityId ?? file.entityId;
      const draft = platform.drafts.add({ name: file.id, entityId, creatorId: user.id });
      await askImport(platform, file, { ...ask, draftId: draft.id }, user.id);
      return printFile(platform, file, { fresh: true });
    }),
    uploadAndAskJobImport: uploadAndAsk(platform, undefined),
  };
}

/** An upload with a job for each connector that is named; automatic ones get theirs besides. */
export function uploadAndAsk(platform: Platform, entity: Element | undefined) {
  return resolver<UploadAndAskArgs>(UPLOAD_AND_ASK, async (args, user, context) => {
    const draft = args.draftId ? platform.drafts.find(args.draftId) : context.draft;
    const path = entity ? `import/${openctiType(entity)}/${entity.id}` : 'import/global';
    const { fileMarkings, noTriggerImport, validationMode = null } = args;
    const options = { path, fileMarkings, noTriggerImport, entity, draft };
    const { file } = await keepUpload(platform, args.file.take(), options, user);
    for (const { connectorId, configuration } of args.connectors ?? []) {
      const asked = { connectorId: connectorId ?? null, configuration: configuration ?? null };
      const ask = { ...asked, validationMode, forceValidation: true, draftId: draft?.id ?? null };
      await askImport(platform, file, ask, user.id);
    }
    return printFile(platform, file, { fresh: true });
  });
}
