import { z } from 'zod';
import type { PlaybookStep } from '../ports/platform.ts';

const text = z.string().nullish();

/** Envelope of a job (protocol.md 5.1): keys that some kinds leave out are optional, more are let through. */
const Envelope = z.looseObject({
  internal: z.looseObject({
    work_id: text,
    applicant_id: text,
    draft_id: text,
    trigger: text,
    mode: text,
    playbook: z
      .looseObject({
        event_id: z.string(),
        execution_id: z.string(),
        playbook_id: z.string(),
        data_instance_id: z.string(),
        step_id: z.string(),
        previous_step_id: text,
      })
      .nullish(),
  }),
  event: z.looseObject({ entity_id: text, event_type: text }),
  configuration: z.unknown().optional(),
});

/** One job of the platform's for this connector. */
export interface Job {
  /** Work that counts its parts; none for playbooks. */
  readonly workId: string | undefined;
  /** Person to act as, where the platform names one. */
  readonly applicantId: string | undefined;
  readonly draftId: string | undefined;
  readonly trigger: string | undefined;
  readonly mode: string | undefined;
  readonly playbook: PlaybookStep | undefined;
  readonly event: Readonly<Record<string, unknown>>;
  readonly configuration: unknown;
  /** Jobs with the same one are the same job, however often they come. */
  readonly key: string | undefined;
  /** Jobs with the same one run in order. */
  readonly entityId: string | undefined;
}

/** A message that is a job, or why it is none; then with its work, where it names one. */
export type ReadJob = { readonly job: Job } | { readonly reason: string; readonly workId: string | undefined };

/** Reads the text of a message. Never throws. */
export function readJob(message: string): ReadJob {
  let content: unknown;
  try {
    content = JSON.parse(message);
  } catch {
    return { reason: 'the message is not JSON', workId: undefined };
  }
  const parsed = Envelope.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { reason: `${issue?.path.join('.')}: ${issue?.message}`, workId: workIdOf(content) };
  }
  const { internal, event, configuration } = parsed.data;
  const { playbook } = internal;
  const step = playbook ? `${playbook.execution_id} ${playbook.step_id}` : undefined;
  return {
    job: {
      workId: internal.work_id || undefined,
      applicantId: internal.applicant_id || undefined,
      draftId: internal.draft_id || undefined,
      trigger: internal.trigger ?? undefined,
      mode: internal.mode ?? undefined,
      playbook: playbook ?? undefined,
      event,
      configuration,
      key: internal.work_id || step,
      entityId: event.entity_id ?? undefined,
    },
  };
}

function workIdOf(content: unknown): string | undefined {
  const internal = (content as { internal?: { work_id?: unknown } } | null)?.internal;
  return typeof internal?.work_id === 'string' && internal.work_id !== '' ? internal.work_id : undefined;
}
