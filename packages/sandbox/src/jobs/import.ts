import { isActive, type StoredConnector } from '../connectors/registry.ts';
import type { StoredWork } from '../connectors/works.ts';
import type { StoredFile } from '../files/store.ts';
import type { Platform } from '../platform.ts';
import { isOld } from './old-form.ts';
import { sendJob, takes } from './send.ts';

export type ValidationMode = 'draft' | 'workbench';

/** How a file shall be imported (`askJobImport`). */
export interface ImportAsk {
  /** Only this connector; otherwise every one that takes the type. */
  readonly connectorId?: string | null;
  readonly configuration?: string | null;
  /** Internal id of the entity that it is about, instead of the one that the file belongs to. */
  readonly bypassEntityId?: string | null;
  readonly bypassValidation?: boolean | null;
  readonly validationMode?: ValidationMode | null;
  readonly forceValidation?: boolean | null;
  readonly draftId?: string | null;
  /** Only connectors that run by themselves. */
  readonly automatic?: boolean;
}

/** Sends an import job to each connector that fits; without any there is no job and no error (protocol.md 5.3). */
export async function askImport(
  platform: Platform,
  file: StoredFile,
  ask: ImportAsk,
  userId: string,
): Promise<StoredWork[]> {
  const entityId = ask.bypassEntityId ?? file.entityId;
  const draftId = ask.draftId ?? null;
  const event = {
    file_id: file.id,
    file_mime: file.mimeType,
    file_markings: file.markings,
    file_fetch: `/storage/get/${file.id}`,
    ...(entityId || (ask.automatic && isOld(platform.version)) ? { entity_id: entityId } : {}),
    validation_mode: draftId ? 'draft' : (ask.validationMode ?? platform.validationMode),
    bypass_validation: draftId ? true : (ask.bypassValidation ?? false),
    force_validation: ask.forceValidation ?? false,
  };
  const works: StoredWork[] = [];
  for (const connector of platform.registry.all()) {
    if (!fits(connector, file, ask, entityId)) continue;
    const work = { name: `Manual import of ${file.name}`, sourceId: file.id, userId, draftId };
    const sent = await sendJob(platform, connector, work, (work_id) => ({
      internal: { work_id, applicant_id: userId, draft_id: draftId, trigger: 'update', mode: 'auto' },
      event,
      configuration: ask.configuration ?? null,
    }));
    works.push(sent);
  }
  return works;
}

function fits(
  connector: StoredConnector,
  { mimeType }: StoredFile,
  { connectorId, automatic = false }: ImportAsk,
  entityId: string | null,
): boolean {
  if (connector.connector_type !== 'INTERNAL_IMPORT_FILE' || !isActive(connector)) return false;
  if (connectorId && connector.id !== connectorId) return false;
  if (automatic && !connector.auto) return false;
  return takes(connector, mimeType) && (entityId !== null || !connector.only_contextual);
}
