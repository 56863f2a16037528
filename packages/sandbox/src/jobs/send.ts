import type { StoredConnector } from '../connectors/registry.ts';
import type { StoredWork } from '../connectors/works.ts';
import type { Platform } from '../platform.ts';
import { isOld, oldForm } from './old-form.ts';

export interface JobWork {
  readonly name: string;
  /** What the job is about: a standard id, a file, a folder of exports. */
  readonly sourceId: string;
  readonly userId: string;
  readonly draftId?: string | null;
}

/** Opens a work that waits, and sends the message that names it to the connector. */
export async function sendJob(
  platform: Platform,
  connector: StoredConnector,
  { name, sourceId, userId, draftId = null }: JobWork,
  message: (workId: string) => object,
): Promise<StoredWork> {
  const shown = draftId ? `${name} in draft ${draftId}` : name;
  const work = platform.works.addJob(connector.id, shown, sourceId, userId, draftId);
  const sent = message(work.id);
  await platform.wire.job(connector, isOld(platform.version) ? oldForm(sent) : sent);
  return work;
}

/** Scope and media type compared as the platform does. */
export function takes({ connector_scope }: StoredConnector, mediaType: string): boolean {
  return connector_scope.some((item) => item.toLowerCase() === mediaType.toLowerCase());
}
