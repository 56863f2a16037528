import { readableFile } from '../../files/access.ts';
import { keepUpload } from '../../files/keep.ts';
import type { StoredFile } from '../../files/store.ts';
import type { Upload } from '../../files/upload.ts';
import { openctiType } from '../../graph/types.ts';
import type { Platform } from '../../platform.ts';
import { platformError } from '../errors.ts';
import type { User } from '../users.ts';
import { resolver } from './context.ts';
import { type FileListArgs, fileList, printFile } from './print-file.ts';

const KNOWLEDGE = ['KNOWLEDGE'];
const IMPORT = ['KNOWLEDGE_KNASKIMPORT'];
export const UPLOAD = ['KNOWLEDGE_KNUPLOAD'];

interface PendingArgs {
  readonly file: Upload;
  readonly entityId?: string | null;
  readonly labels?: readonly string[] | null;
  readonly file_markings?: readonly string[] | null;
}

/** Files, their lists, uploads and deletion (protocol.md 6.4). */
export function fileResolvers(platform: Platform) {
  const fresh = (file: StoredFile) => printFile(platform, file, { fresh: true });
  return {
    file: resolver<{ id: string }>(KNOWLEDGE, ({ id }, user) => printFile(platform, requireFile(platform, user, id))),
    importFiles: resolver<FileListArgs>(KNOWLEDGE, (args, user) =>
      fileList(platform, user, platform.files.list('import/global'), args),
    ),
    pendingFiles: resolver<FileListArgs>(KNOWLEDGE, (args, user) => {
      const ofNobody = platform.files.list('import/pending').filter(({ entityId }) => entityId === null);
      return fileList(platform, user, ofNobody, args);
    }),
    uploadImport: resolver<{ file: Upload; fileMarkings?: readonly string[] | null }>(
      IMPORT,
      async ({ file, fileMarkings }, user, { draft }) => {
        const options = { path: 'import/global', fileMarkings, draft };
        return fresh((await keepUpload(platform, file.take(), options, user)).file);
      },
    ),
    uploadPending: resolver<PendingArgs>(IMPORT, async (args, user, { draft }) => {
      if (draft) throw platformError('UNSUPPORTED_ERROR', 'Cannot upload a workbench in draft', { genre: 'BUSINESS' });
      const { file, entityId, labels, file_markings: fileMarkings } = args;
      const entity = entityId ? platform.graph.find(entityId) : undefined;
      const options = { path: 'import/pending', fileMarkings, entity, labels };
      return fresh((await keepUpload(platform, file.take(), options, user)).file);
    }),
    deleteImport: resolver<{ fileName: string }>(IMPORT, async ({ fileName }, user) => {
      await platform.files.delete(requireFile(platform, user, fileName).id);
      return fileName;
    }),
  };
}

/** @throws GraphQLError for a file that is not there, or not for this user. */
export function requireFile(platform: Platform, user: User, id: string): StoredFile {
  const file = readableFile(platform, user, id);
  if (!file) throw platformError('FUNCTIONAL_ERROR', 'File not found or restricted', { filename: id });
  return file;
}

export interface EntityUploadArgs {
  readonly file: Upload;
  readonly fileMarkings?: readonly string[] | null;
  readonly version?: string | null;
  readonly noTriggerImport?: boolean | null;
}

/** `importPush` below the edit mutations: a file attached to an entity. */
export function importPush(platform: Platform, id: string) {
  return resolver<EntityUploadArgs>(UPLOAD, async (args, user, { draft }) => {
    const entity = (draft?.graph ?? platform.graph).find(id);
    const upload = args.file.take();
    if (!entity) {
      await upload.content.discard();
      const message = 'Cant upload a file an none existing element';
      throw platformError('UNSUPPORTED_ERROR', message, { genre: 'BUSINESS', id });
    }
    const { fileMarkings, version, noTriggerImport } = args;
    const path = `import/${openctiType(entity)}/${entity.id}`;
    const options = { path, fileMarkings, version, noTriggerImport, entity, draft };
    return printFile(platform, (await keepUpload(platform, upload, options, user)).file, { fresh: true });
  });
}
