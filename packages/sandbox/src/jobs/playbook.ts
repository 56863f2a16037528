import { randomUUID } from 'node:crypto';
import type { StoredConnector } from '../connectors/registry.ts';
import type { Element } from '../graph/store.ts';
import { openctiType } from '../graph/types.ts';
import type { Platform } from '../platform.ts';
import { extendedForm } from './stix-form.ts';

/** Arguments of `playbookStepExecution` (protocol.md 5.2). */
export interface PlaybookAnswer {
  readonly execution_id: string;
  readonly event_id: string;
  readonly execution_start: string;
  readonly data_instance_id: string;
  readonly playbook_id: string;
  readonly previous_step_id: string;
  readonly step_id: string;
  readonly previous_bundle: string;
  readonly bundle: string;
}

/** Whom playbooks act for, on every platform. */
export const AUTOMATION_USER = 'c49fe040-2dad-412d-af07-ce639204ad55';

/** A playbook's step sends an entity to a connector. @returns the id of its execution. */
export async function sendPlaybookStep(
  platform: Platform,
  connector: StoredConnector,
  element: Element,
): Promise<string> {
  const execution_id = randomUUID();
  const ids = {
    event_id: randomUUID(),
    playbook_id: randomUUID(),
    step_id: randomUUID(),
    previous_step_id: randomUUID(),
  };
  const playbook = { ...ids, execution_id, data_instance_id: element.standardId };
  const internal = { work_id: null, playbook, applicant_id: AUTOMATION_USER, trigger: 'create', mode: 'auto' };
  const bundle = { type: 'bundle', id: `bundle--${randomUUID()}`, objects: [extendedForm(platform, element)] };
  const event = { entity_id: element.standardId, entity_type: openctiType(element), bundle };
  platform.playbookExecutions.add(execution_id);
  await platform.wire.job(connector, { internal, event });
  return execution_id;
}
