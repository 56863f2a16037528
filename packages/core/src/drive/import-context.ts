import type { ImportPolicy } from '../define/internal-import-file.ts';
import type { StixId, StixObject } from '../stix/object.ts';
import { relationship } from '../stix/relationship.ts';
import { report } from '../stix/sdo.ts';
import type { ImportObjects } from './import-objects.ts';
import type { ImportPlan } from './import-plan.ts';

/** Containers under both of their names (protocol.md 8.5). */
const CONTAINERS = new Set(
  (
    'report grouping note opinion observed-data case-incident case-rfi case-rft task feedback security-coverage ' +
    'x-opencti-case-incident x-opencti-case-rfi x-opencti-case-rft x-opencti-task x-opencti-feedback'
  ).split(' '),
);
/** What says something about content and is none. */
const ABOUT = new Set([
  'marking-definition',
  'extension-definition',
  'language-content',
  'label',
  'vocabulary',
  'kill-chain-phase',
  'external-reference',
]);
const BETWEEN = new Set(['relationship', 'sighting']);
/** Members that a container gets at once: a message with more would be above a broker's limit. The platform adds up. */
const MEMBERS = 10_000;

/** The file's content as a list of ids. */
export interface Content {
  readonly objects: ImportObjects;
  readonly plan: ImportPlan;
  /** Ids that were put in by the policy. */
  readonly companions: ReadonlySet<string>;
}

export function isContainer({ type }: StixObject): boolean {
  return CONTAINERS.has(type);
}

/** The container with what is there and what the file brings, in as many versions as are needed. */
export function* containing(container: StixObject, content: Content, policy: ImportPolicy): Generator<StixObject> {
  const held = Array.isArray(container.object_refs) ? (container.object_refs as string[]) : [];
  let members = new Set(held);
  let added = 0;
  for (const id of contentIds(content, policy.containRelationships ?? false)) {
    if (id === container.id) continue;
    members.add(id);
    added += 1;
    if (members.size < MEMBERS) continue;
    yield { ...container, object_refs: [...members] };
    members = new Set();
    added = 0;
  }
  if (added > 0) yield { ...container, object_refs: [...members] };
}

/**
 * Relationships from the file's top-level entities to the entity: what nothing else is made of. Containers hold, and
 * are not linked themselves.
 */
export function* linking(entity: StixObject, content: Content): Generator<StixObject> {
  const { objects, plan, companions } = content;
  const inner = innerIds(content);
  for (const object of plan.sent()) {
    const number = objects.idOf(object);
    if (inner.has(number) || !isEntity(objects.ids.type(number))) continue;
    const id = objects.ids.text(number);
    if (companions.has(id) || id === entity.id) continue;
    yield relationship(id as StixId, 'related-to', entity.id as StixId);
  }
}

/** A report that holds everything. */
export function wrapping(name: string, published: string): StixObject {
  return report({ name, published, object_refs: [], report_types: ['threat-report'] });
}

/** Ids of real content: no markings, no language, nothing of the policy's own. */
function* contentIds({ objects, plan, companions }: Content, relationships: boolean): Generator<string> {
  for (const object of plan.sent()) {
    const number = objects.idOf(object);
    const type = objects.ids.type(number);
    if (ABOUT.has(type) || (BETWEEN.has(type) && !relationships)) continue;
    const id = objects.ids.text(number);
    if (!companions.has(id)) yield id;
  }
}

function isEntity(type: string): boolean {
  return !ABOUT.has(type) && !BETWEEN.has(type) && !CONTAINERS.has(type);
}

/** Numbers of ids that are a part of another entity of the file, such as its author. */
function innerIds({ objects, plan }: Content): Set<number> {
  const inner = new Set<number>();
  for (const object of plan.sent()) {
    // What relationships and containers name is not a part of them. The author of anything is.
    if (!isEntity(objects.ids.type(objects.idOf(object)))) continue;
    for (let index = 0; index < objects.referenceCount(object); index++) inner.add(objects.reference(object, index).id);
  }
  return inner;
}
