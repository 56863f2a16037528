import type { StoredWork } from '../connectors/works.ts';
import type { IncomingObject } from '../graph/store.ts';
import type { Platform } from '../platform.ts';
import { Worker } from '../wires/worker.ts';
import type { Draft } from './drafts.ts';

/** The connector whose work a validation is; the platform has a built-in one. */
const DRAFT_CONNECTOR = 'c194e700-afb6-4c4e-ad1b-d4a00590e735';

/** Writes what a draft holds to the platform and closes it. @returns the work that does so. */
export async function validateDraft(platform: Platform, draft: Draft, userId: string): Promise<StoredWork> {
  const { name, id, graph } = draft;
  draft.status = 'validated';
  const work = platform.works.add(DRAFT_CONNECTOR, `Draft validation ${name} (${id})`, false, userId);
  const objects = [...graph.elements()].map(
    ({ type, standardId, properties }): IncomingObject => ({
      ...properties,
      type,
      id: typeof properties.id === 'string' ? properties.id : standardId,
    }),
  );
  if (objects.length === 0) platform.works.toProcessed(work.id, null, false);
  else {
    const content = Buffer.from(JSON.stringify({ type: 'bundle', id: `bundle--${id}`, objects })).toString('base64');
    platform.works.addExpectations(work.id, objects.length);
    const message = { type: 'bundle', applicant_id: userId, work_id: work.id, content, no_split: true };
    await new Worker(platform).take(JSON.stringify(message), DRAFT_CONNECTOR);
  }
  return work;
}
