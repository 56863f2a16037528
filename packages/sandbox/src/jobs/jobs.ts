import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredWork } from '../connectors/works.ts';
import type { Draft } from '../drafts/drafts.ts';
import { keepUpload } from '../files/keep.ts';
import type { StoredFile } from '../files/store.ts';
import type { Change, Element } from '../graph/store.ts';
import { openctiType } from '../graph/types.ts';
import type { User } from '../graphql/users.ts';
import type { Platform } from '../platform.ts';
import { askEnrichment, triggerEnrichments, triggered } from './enrichment.ts';
import { askEntityExport, askListExport, type ExportAsk, type ListExportAsk } from './export.ts';
import { askImport, type ImportAsk } from './import.ts';
import { sendPlaybookStep } from './playbook.ts';

const LOOK_MS = 20;
const WAIT_MS = 60_000;

export interface UploadOptions extends ImportAsk {
  /** Id of the entity that the file belongs to. */
  readonly entityId?: string;
  readonly fileMarkings?: readonly string[];
  /** Who uploads: the administrator, unless said otherwise. */
  readonly as?: User;
}

/** An export of one entity by its id, or of a list. */
export type AnyExport =
  | (ExportAsk & { readonly entityId: string })
  | (Omit<ListExportAsk, 'list'> & Partial<ListExportAsk>);

/** What a person does in the platform that makes a job, for tests and the demo; and what writes trigger by themselves. */
export class Jobs {
  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Jobs of connectors that enrich by themselves; undefined, at once, when nobody wants this change. */
  written(element: Element, change: Change, userId: string, draft?: Draft): Promise<unknown> | undefined {
    if (change === 'none' || triggered(this.#platform, element, change).length === 0) return undefined;
    return triggerEnrichments(this.#platform, element, change, userId, draft?.id ?? null);
  }

  /**
   * Uploads a file and asks for its import: of `options.connectorId`, or of every connector that takes the type.
   * @param mediaType stands over what the name says; leave it out for the platform's own guess.
   */
  async uploadAndImport(
    name: string,
    bytes: Uint8Array | string,
    mediaType?: string,
    options: UploadOptions = {},
  ): Promise<{ file: StoredFile; works: readonly StoredWork[] }> {
    const { entityId, fileMarkings, as: user = this.#admin(), ...ask } = options;
    const { graph, spool, drafts } = this.#platform;
    const entity = entityId ? graph.find(entityId) : undefined;
    const path = entity ? `import/${openctiType(entity)}/${entity.id}` : 'import/global';
    const content = await spool.hold(Buffer.from(bytes));
    const draft = ask.draftId ? drafts.find(ask.draftId) : undefined;
    const kept = { path, entity, fileMarkings, noTriggerImport: true, mimeType: mediaType, draft };
    const { file } = await keepUpload(this.#platform, { name, content }, kept, user);
    return { file, works: await askImport(this.#platform, file, ask, user.id) };
  }

  /** Asks for an export, as the administrator unless said otherwise: one work for each connector that makes the format. */
  async askExport(ask: AnyExport, user: User = this.#admin()): Promise<StoredWork[]> {
    const all = { contentMaxMarkings: [], fileMarkings: [], ...ask };
    if (!('entityId' in all)) return askListExport(this.#platform, { list: {}, ...all }, user);
    return askEntityExport(this.#platform, this.#require(all.entityId), all, user);
  }

  /** Asks a connector to enrich an entity. */
  askEnrichment(entityId: string, connectorId: string, user: User = this.#admin()): Promise<StoredWork> {
    return askEnrichment(this.#platform, this.#require(entityId), connectorId, user.id);
  }

  /** Sends an entity to a connector as a step of a playbook. @returns the id of the execution. */
  askPlaybook(entityId: string, connectorId: string): Promise<string> {
    return sendPlaybookStep(this.#platform, this.#platform.registry.require(connectorId), this.#require(entityId));
  }

  /**
   * Waits until works are complete and everything that was sent is imported. @returns them as they ended.
   * @throws Error that names the works still open after `timeoutMs`, and what they said so far.
   */
  async done(works: readonly StoredWork[], timeoutMs = WAIT_MS): Promise<StoredWork[]> {
    const now = () => works.map(({ id }) => this.#platform.works.find(id)).filter((work) => work !== undefined);
    for (const end = Date.now() + timeoutMs; ; await sleep(LOOK_MS)) {
      const open = now().filter(({ status }) => status !== 'complete');
      if (open.length === 0) break;
      if (Date.now() < end) continue;
      const said = open.map(({ name, status, messages, errors }) => JSON.stringify({ name, status, messages, errors }));
      throw new Error(`Not complete after ${timeoutMs} ms: ${said.join(', ')}`);
    }
    await this.#platform.idle();
    return now();
  }

  /** The file that an export's work was asked for, once its connector has sent it. */
  exported({ event_source_id: path, name }: StoredWork): StoredFile | undefined {
    return this.#platform.files.list(path).find((file) => file.name === name);
  }

  #require(id: string): Element {
    const found = this.#platform.graph.find(id);
    if (!found) throw new Error(`No element ${id} in this sandbox`);
    return found;
  }

  #admin(): User {
    const admin = this.#platform.userOf(this.#platform.adminToken);
    if (!admin) throw new Error('This sandbox has no administrator');
    return admin;
  }
}
