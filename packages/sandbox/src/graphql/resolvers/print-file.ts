import type { StoredWork } from '../../connectors/works.ts';
import { mayRead } from '../../files/access.ts';
import type { StoredFile } from '../../files/store.ts';
import type { Element } from '../../graph/store.ts';
import { openctiType } from '../../graph/types.ts';
import type { Platform } from '../../platform.ts';
import { type PageArgs, page } from '../paging.ts';
import type { User } from '../users.ts';
import { resolver } from './context.ts';
import { printEntity } from './print-entity.ts';
import { printWork } from './works.ts';

const ENCODING = '7bit';

/** A stored file as the platform shows it. A fresh one has no `entity_type`, though the schema says so (trap 50). */
export function printFile(platform: Platform, file: StoredFile, { fresh = false } = {}) {
  const { id, name, lastModified, markings, content } = file;
  return {
    id,
    name,
    entity_type: fresh ? null : 'InternalFile',
    size: content.size,
    lastModified,
    lastModifiedSinceMin: minutesSince(lastModified),
    uploadStatus: 'complete',
    works: () => worksAbout(platform, id).map((work) => printWork(platform, work)),
    metaData: printMetaData(platform, file),
    objectMarking: platform.markings().filter((marking) => markings.includes(marking.id)),
  };
}

function printMetaData(platform: Platform, file: StoredFile) {
  const { mimeType, version, listFilters, entityId, labels, markings, creatorId, analysis } = file;
  const entity = entityId ? platform.graph.find(entityId) : undefined;
  return {
    encoding: ENCODING,
    mimetype: mimeType,
    version,
    messages: [],
    errors: [],
    list_filters: listFilters,
    entity_id: entityId,
    entity: entity ? () => printEntity(platform, entity) : null,
    labels_text: labels?.join(', ') ?? null,
    labels,
    file_markings: markings,
    creator_id: creatorId,
    external_reference_id: null,
    creator: () => platform.findUser(creatorId),
    description: null,
    order: null,
    inCarousel: null,
    analysis_content_source: analysis?.source ?? null,
    analysis_content_type: analysis?.contentType ?? null,
    analysis_type: analysis?.type ?? null,
  };
}

/** An export that is not there yet: the platform shows its work in the place of the file. */
export function printAwaited({ id, name, timestamp, status, messages, errors }: StoredWork) {
  return {
    id,
    name,
    entity_type: null,
    size: 0,
    lastModified: timestamp,
    lastModifiedSinceMin: minutesSince(timestamp),
    uploadStatus: status,
    works: [],
    metaData: { messages, errors },
    objectMarking: [],
  };
}

/** Works that have this source, the newest first. */
export function worksAbout(platform: Platform, sourceId: string): StoredWork[] {
  return platform.works
    .all()
    .filter((work) => work.event_source_id === sourceId)
    .reverse();
}

function minutesSince(time: string): number {
  return Math.floor((Date.now() - Date.parse(time)) / 60_000);
}

export interface FileListArgs extends PageArgs {
  readonly search?: string | null;
}

/** The readable files of a folder as a connection. */
export function fileList(platform: Platform, user: User, files: readonly StoredFile[], args: FileListArgs) {
  const wanted = args.search?.toLowerCase();
  const shown = files.filter(
    (file) => mayRead(platform, user, file) && (!wanted || file.name.toLowerCase().includes(wanted)),
  );
  return page(
    shown.map((file) => printFile(platform, file)),
    args,
  );
}

/** Exports under way or failed, then the files of a folder. */
export function exportList(platform: Platform, user: User, path: string, args: PageArgs) {
  const awaited = worksAbout(platform, path).filter(({ status, errors }) => status !== 'complete' || errors.length > 0);
  const files = platform.files.list(path).filter((file) => mayRead(platform, user, file));
  return page([...awaited.map(printAwaited), ...files.map((file) => printFile(platform, file))], args);
}

/** Fields of an entity that list its files. */
export function entityFiles(platform: Platform, element: Element) {
  const folder = `${openctiType(element)}/${element.id}`;
  const about = (path: string) => () => platform.files.list(path).filter(({ entityId }) => entityId === element.id);
  const list = (files: () => StoredFile[]) =>
    resolver<FileListArgs>(['KNOWLEDGE'], (args, user) => fileList(platform, user, files(), args));
  return {
    importFiles: list(() => platform.files.list(`import/${folder}`)),
    pendingFiles: list(about('import/pending')),
    exportFiles: resolver<PageArgs>(['KNOWLEDGE'], (args, user) =>
      exportList(platform, user, `export/${folder}`, args),
    ),
  };
}
