import type { Content } from './content.ts';
import { mediaTypeOf } from './media-types.ts';

/** Where a file lies and what is known of it (`File` and `FileMetadata` of the platform). */
export interface StoredFile {
  /** Its path, such as `import/global/report.json`: lower-cased, beside the name as it was given. */
  readonly id: string;
  readonly name: string;
  readonly mimeType: string;
  /** ISO time: an upload with an older one is not stored. */
  readonly version: string;
  readonly lastModified: string;
  /** Internal ids. */
  readonly markings: readonly string[];
  readonly creatorId: string;
  /** Internal id of the entity that it belongs to. */
  readonly entityId: string | null;
  readonly labels: readonly string[] | null;
  /** What list it is an export of: `selected_ids`, or the list's arguments as JSON. */
  readonly listFilters: string | null;
  readonly analysis: Analysis | null;
  readonly content: Content;
}

export interface Analysis {
  readonly source: string;
  readonly contentType: string;
  readonly type: string;
}

/** What an upload says beside its bytes. */
export interface NewFile {
  /** Folder, such as `import/global`. */
  readonly path: string;
  readonly name: string;
  readonly content: Content;
  readonly creatorId: string;
  readonly markings?: readonly string[];
  readonly entityId?: string | null;
  readonly labels?: readonly string[] | null;
  readonly listFilters?: string | null;
  readonly analysis?: Analysis | null;
  readonly version?: string | null;
  /** Instead of the type that the name stands for. */
  readonly mimeType?: string;
}

const MAX_STEM = 200;
const MAX_EXTENSION = 10;

/** The files of the platform (protocol.md 6.2). */
export class FileStore {
  readonly #files = new Map<string, StoredFile>();

  find(id: string): StoredFile | undefined {
    return this.#files.get(id);
  }

  all(): StoredFile[] {
    return [...this.#files.values()];
  }

  /** The files of one folder, the newest first; those of folders below it too when it is asked for. */
  list(path: string, { deep = false }: { readonly deep?: boolean } = {}): StoredFile[] {
    const inFolder = ({ id }: StoredFile) =>
      id.startsWith(`${path}/`) && (deep || !id.slice(path.length + 1).includes('/'));
    return this.all().filter(inFolder).reverse();
  }

  /**
   * Stores a file under its path. The same content again, or an older version, leaves what is there.
   * @returns the stored file, and whether it is new.
   */
  async save(input: NewFile): Promise<{ file: StoredFile; stored: boolean }> {
    const name = baseName(input.name);
    const id = `${input.path}/${keyOf(name)}`;
    const lastModified = new Date().toISOString();
    const version = input.version ?? lastModified;
    const known = this.#files.get(id);
    if (known && (known.content.sha256 === input.content.sha256 || known.version >= version)) {
      await input.content.discard();
      return { file: known, stored: false };
    }
    const { creatorId, content, markings = [], entityId = null, labels = null } = input;
    const { listFilters = null, analysis = null, mimeType = mediaTypeOf(id) } = input;
    const about = { creatorId, markings, entityId, labels, listFilters, analysis };
    const file: StoredFile = { id, name, mimeType, version, lastModified, ...about, content };
    // Taken out first, so that the newest stays the last.
    this.#files.delete(id);
    this.#files.set(id, file);
    await known?.content.discard();
    return { file, stored: true };
  }

  async delete(id: string): Promise<boolean> {
    const file = this.#files.get(id);
    this.#files.delete(id);
    await file?.content.discard();
    return file !== undefined;
  }
}

/** Only the last segment of a name counts. */
function baseName(name: string): string {
  return name.split(/[/\\]/).at(-1) ?? '';
}

function keyOf(name: string): string {
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  return `${stem.slice(0, MAX_STEM)}${extension.slice(0, MAX_EXTENSION + 1)}`.toLowerCase();
}
