import { randomUUID } from 'node:crypto';
import { InputError } from '../errors.ts';
import type { EntitiesPort } from '../ports/entities.ts';
import { openctiValue } from '../stix/extensions.ts';
import type { StixObject } from '../stix/object.ts';
import { openctiType } from '../stix/opencti-type.ts';
import { isWithinTlp, TLP_NAMES, tlpId } from '../stix/tlp.ts';
import type { Job } from './job.ts';

/** The entity of an enrichment job, and what came with it. */
export interface Entity {
  /** Standard id. */
  readonly id: string;
  /** OpenCTI's name of its type. */
  readonly type: string;
  readonly object: StixObject;
  /** Everything that came, the entity included. */
  readonly objects: readonly StixObject[];
  /** Internal ids of the users who sent it. */
  readonly creatorIds: readonly string[];
  /** Organizations that it is shared with. */
  readonly grantedRefs: readonly string[];
  readonly bundleId: string;
  /** The playbook's bundle as it came. */
  readonly bundleText: string;
}

/**
 * Reads the entity from the message; the platform is asked only when the message holds none, as before 6.8.
 * @throws InputError when it is neither there nor on the platform; PlatformError.
 */
export async function readEntity(job: Job, entities: EntitiesPort, signal: AbortSignal): Promise<Entity> {
  const { event, playbook } = job;
  const id = typeof event.entity_id === 'string' ? event.entity_id : '';
  const bundle = playbook ? event.bundle : parsed(event.stix_objects, 'stix_objects');
  const objects = objectsOf(bundle);
  const object = inMessage(id, objects, event) ?? (await onPlatform(id, entities, signal));
  return {
    id: id || object.id,
    type: typeof event.entity_type === 'string' ? event.entity_type : openctiType(object),
    object,
    objects: objects.includes(object) ? objects : [object, ...objects],
    creatorIds: texts(openctiValue(object, 'creator_ids')),
    grantedRefs: texts(openctiValue(object, 'granted_refs')),
    bundleId: isRecord(bundle) && typeof bundle.id === 'string' ? bundle.id : `bundle--${randomUUID()}`,
    bundleText: JSON.stringify(bundle ?? {}),
  };
}

function inMessage(id: string, objects: readonly StixObject[], event: Job['event']): StixObject | undefined {
  const alone = parsed(event.stix_entity, 'stix_entity');
  return objects.find((one) => one.id === id) ?? (isObject(alone) ? alone : objects[0]);
}

async function onPlatform(id: string, entities: EntitiesPort, signal: AbortSignal): Promise<StixObject> {
  if (id === '') throw new InputError('The message of the platform holds no entity to enrich.');
  const found = await entities.read(id, { signal });
  if (isObject(found)) return found;
  throw new InputError(`${id} cannot be read: it is gone, or the user of this connector may not see it.`);
}

/** The strictest TLP of an entity, when it is above the maximum. A TLP that nobody knows is above every maximum. */
export function tlpAbove(
  { object_marking_refs: refs }: StixObject,
  objects: readonly StixObject[],
  maximum: string | undefined,
): { readonly marking: string; readonly maximum: string } | undefined {
  if (!maximum) return undefined;
  for (const ref of texts(refs)) {
    const name = TLP_NAMES.find((tlp) => tlpId(tlp) === ref) ?? tlpNameOf(objects.find(({ id }) => id === ref));
    if (name && !isWithinTlp(name, maximum)) return { marking: name, maximum };
  }
  return undefined;
}

/** Name of a TLP marking that came along; undefined for a statement or another kind of marking. */
function tlpNameOf(marking: StixObject | undefined): string | undefined {
  const kind = String(marking?.definition_type ?? marking?.x_opencti_definition_type ?? '').toUpperCase();
  return kind === 'TLP' ? String(marking?.x_opencti_definition ?? marking?.name ?? 'TLP') : undefined;
}

function parsed(text: unknown, name: string): unknown {
  if (typeof text !== 'string') return text ?? undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`The message of the platform holds a ${name} that is not JSON.`);
  }
}

function objectsOf(bundle: unknown): StixObject[] {
  const objects = isRecord(bundle) ? bundle.objects : bundle;
  return Array.isArray(objects) ? objects.filter(isObject) : [];
}

function isObject(value: unknown): value is StixObject {
  return isRecord(value) && typeof value.id === 'string' && typeof value.type === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
