import type { StoredWork } from '../connectors/works.ts';
import type { Draft } from '../drafts/drafts.ts';
import type { Element } from '../graph/store.ts';
import { platformError } from '../graphql/errors.ts';
import type { User } from '../graphql/users.ts';
import { askImport } from '../jobs/import.ts';
import type { Platform } from '../platform.ts';
import { seesMarked } from './access.ts';
import type { Analysis, StoredFile } from './store.ts';
import type { UploadedFile } from './upload.ts';

export interface KeepOptions {
  /** Folder, such as `import/global`. */
  readonly path: string;
  /** Ids of markings, internal or standard. */
  readonly fileMarkings?: readonly (string | null)[] | null | undefined;
  readonly entity?: Element | undefined;
  readonly version?: string | null | undefined;
  readonly labels?: readonly string[] | null | undefined;
  readonly listFilters?: string | null | undefined;
  readonly analysis?: Analysis;
  /** True leaves automatic importers out. */
  readonly noTriggerImport?: boolean | null | undefined;
  readonly draft?: Draft | undefined;
  /** Instead of the media type that the name stands for. */
  readonly mimeType?: string | undefined;
}

/** A file as it was kept, and the works of importers that took it by themselves. */
export interface Kept {
  readonly file: StoredFile;
  readonly works: readonly StoredWork[];
}

/** Stores what a user uploaded, and asks automatic importers. @throws GraphQLError for markings that are not there. */
export async function keepUpload(
  platform: Platform,
  { name, content }: UploadedFile,
  options: KeepOptions,
  user: User,
): Promise<Kept> {
  const { path, entity, version, labels, listFilters, analysis, draft, mimeType } = options;
  const { file, stored } = await platform.files.save({
    path: draft ? `draft/${draft.id}/${path}` : path,
    name,
    content,
    creatorId: user.id,
    markings: markingIds(platform, options.fileMarkings ?? [], user),
    entityId: entity?.id ?? null,
    labels: labels ?? null,
    listFilters: listFilters ?? null,
    analysis: analysis ?? null,
    version: version ?? null,
    ...(mimeType === undefined ? {} : { mimeType }),
  });
  const automatic = stored && path.startsWith('import/') && path !== 'import/pending' && !options.noTriggerImport;
  if (!automatic) return { file, works: [] };
  return { file, works: await askImport(platform, file, { automatic, draftId: draft?.id ?? null }, user.id) };
}

/** Markings by their internal ids; one that is not there, or not for this user, is refused. */
function markingIds(platform: Platform, given: readonly (string | null)[], user: User): string[] {
  const markings = platform.markings();
  return given
    .filter((id) => id !== null)
    .map((id) => {
      const found = markings.find((one) => one.id === id || one.standard_id === id);
      if (found && seesMarked(platform, user, [id])) return found.id;
      const user_markings = markings.flatMap((one) => [one.id, one.standard_id]);
      throw platformError('FUNCTIONAL_ERROR', 'User trying to create the data has missing markings', {
        id,
        user_markings,
      });
    });
}
