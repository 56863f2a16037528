import type { BundlePart } from '../bundle/split.ts';

/** What all messages of one sending have in common. */
export interface PartMessageOptions {
  /** The connector's own user, or the person that a job named. */
  readonly applicantId: string | null;
  readonly workId?: string | undefined;
  readonly draftId?: string | undefined;
}

/** The message of one part on the push exchange (protocol.md 5.6): JSON that carries the bundle in base64. */
export function partMessage(part: BundlePart, sequence: number, options: PartMessageOptions): Buffer {
  const head = JSON.stringify({
    bundle_type: 'QUEUE_BUNDLE',
    applicant_id: options.applicantId,
    action_sequence: sequence,
    entities_types: [],
    update: false,
    draft_id: options.draftId ?? null,
    no_split: false,
    ...(options.workId ? { work_id: options.workId } : {}),
  });
  // Base64 needs no escaping: put in as it is, it is not looked through once more.
  return Buffer.from(`${head.slice(0, -1)},"content":"${Buffer.from(JSON.stringify(part)).toString('base64')}"}`);
}
