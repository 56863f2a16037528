/** Objects on the platform: read by id, and removed where they are this run's own. */
import { DELETE, ENTITY, RELATIONSHIP } from './documents.ts';
import type { PersonsPlatform } from './platform.ts';
import type { Stage } from './stage.ts';

export interface Phase {
  readonly id: string;
  readonly kill_chain_name: string;
  readonly phase_name: string;
}

/** An entity with what came along with it. */
export interface Entity {
  readonly id: string;
  readonly standard_id: string;
  readonly entity_type: string;
  readonly created_at: string;
  /** STIX 2.1 as JSON text. */
  readonly toStix: string | null;
  readonly createdBy: { readonly id: string; readonly name: string } | null;
  readonly objectMarking: readonly { readonly id: string; readonly definition: string }[] | null;
  readonly objectLabel: readonly { readonly id: string; readonly value: string }[] | null;
  readonly externalReferences: {
    readonly edges: readonly {
      readonly node: { readonly id: string; readonly source_name: string; readonly external_id: string | null };
    }[];
  } | null;
  readonly killChainPhases?: readonly Phase[] | null;
}

export interface Relationship {
  readonly id: string;
  readonly relationship_type: string;
  readonly created_at: string;
  readonly from: { readonly id: string } | null;
  readonly to: { readonly id: string } | null;
}

/** By internal, standard or sent id; undefined when it is not there. */
export async function readEntity(platform: PersonsPlatform, id: string): Promise<Entity | undefined> {
  const { stixCoreObject } = await platform.ask<{ stixCoreObject: Entity | null }>(ENTITY, { id });
  return stixCoreObject ?? undefined;
}

export async function readRelationship(platform: PersonsPlatform, id: string): Promise<Relationship | undefined> {
  type Answer = { stixCoreRelationship: Relationship | null };
  const { stixCoreRelationship } = await platform.ask<Answer>(RELATIONSHIP, { id });
  return stixCoreRelationship ?? undefined;
}

export function isRelationship(id: string): boolean {
  return id.startsWith('relationship--');
}

/** An entity or a relationship. */
export function readObject(platform: PersonsPlatform, id: string): Promise<Entity | Relationship | undefined> {
  return isRelationship(id) ? readRelationship(platform, id) : readEntity(platform, id);
}

/** Others refer to these: they go last. */
const LAST = ['identity--', 'location--'];

/**
 * Removes those that were made since a time of the platform's clock, with labels, references and phases of this run.
 * What was there before stays, whatever was added to it. @returns how many.
 */
export async function removeObjects(stage: Stage, ids: readonly string[], since: string): Promise<number> {
  const platform = stage.platform.unstoppable();
  const rank = (id: string) => (isRelationship(id) ? 0 : LAST.some((prefix) => id.startsWith(prefix)) ? 2 : 1);
  const carried = new Set<string>();
  let removed = 0;
  for (const id of [...ids].sort((a, b) => rank(a) - rank(b))) {
    const found = await readObject(platform, id);
    if (!found || Date.parse(found.created_at) < Date.parse(since)) continue;
    for (const one of 'entity_type' in found ? ownCarried(found, stage.run.id) : []) carried.add(one);
    await platform.ask(DELETE, { id: found.id });
    removed += 1;
    if (await readObject(platform, id)) throw new Error(`${id} is still there`);
  }
  for (const id of carried) await platform.ask(DELETE, { id });
  return removed;
}

/** Labels, external references and phases that carry the run in their text: nobody else has made them. */
function ownCarried(entity: Entity, run: string): string[] {
  const labels = (entity.objectLabel ?? []).map(({ id, value }) => [id, value]);
  const references = (entity.externalReferences?.edges ?? []).map(({ node }) => [
    node.id,
    `${node.source_name} ${node.external_id}`,
  ]);
  const phases = (entity.killChainPhases ?? []).map(({ id, phase_name }) => [id, phase_name]);
  return [...labels, ...references, ...phases].flatMap(([id = '', text = '']) => (text.includes(run) ? [id] : []));
}

/** Removes an object at the end of a check, where it is still there. */
export function removeLater(stage: Stage, id: string): void {
  stage.undo.add('object', async () => {
    const platform = stage.platform.unstoppable();
    if (!(await readEntity(platform, id))) return 0;
    await platform.ask(DELETE, { id });
    return 1;
  });
}
