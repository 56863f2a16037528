import type { Draft } from '../drafts/drafts.ts';
import type { Element } from '../graph/store.ts';
import { openctiType } from '../graph/types.ts';
import type { User } from '../graphql/users.ts';
import type { Platform } from '../platform.ts';
import { keepUpload } from './keep.ts';
import type { Upload } from './upload.ts';

/** The files of a creation, by place: each with its markings, and whether importers are to be left out. */
export interface AttachedFiles {
  readonly files?: readonly Upload[] | null | undefined;
  readonly filesMarkings?: readonly (readonly string[])[] | null | undefined;
  readonly noTriggerImport?: readonly boolean[] | null | undefined;
}

/** Attaches the files that came with the creation of an entity. */
export async function attachFiles(
  platform: Platform,
  entity: Element,
  { files, filesMarkings, noTriggerImport }: AttachedFiles,
  user: User,
  draft?: Draft,
): Promise<void> {
  const path = `import/${openctiType(entity)}/${entity.id}`;
  for (const [index, upload] of (files ?? []).entries()) {
    const fileMarkings = filesMarkings?.[index] ?? [];
    const options = { path, entity, fileMarkings, noTriggerImport: noTriggerImport?.[index] ?? false, draft };
    await keepUpload(platform, upload.take(), options, user);
  }
}
