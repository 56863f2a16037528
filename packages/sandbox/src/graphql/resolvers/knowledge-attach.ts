import { randomUUID } from 'node:crypto';
import { modelOf } from '../../graph/model/model.ts';
import { type Element, Refusal } from '../../graph/store.ts';
import { CARRIED, type Input, missingReferences, REFERENCES } from './knowledge-input.ts';
import { nestedNode, nestedProperty } from './knowledge-nested.ts';
import { type Scope, visible } from './knowledge-scope.ts';

/** Types of references that every object can be given, and the input that they stand for. */
const ATTACHED: Readonly<Record<string, string>> = {
  'object-label': 'objectLabel',
  'object-marking': 'objectMarking',
  'created-by': 'createdBy',
  'external-reference': 'externalReferences',
  'kill-chain-phase': 'killChainPhases',
  object: 'objects',
};

function refuseType({ entityType }: Element, type: string): void {
  const { family, parents, fields } = modelOf(entityType);
  const hasPhases = family !== 'observable' && (family !== 'domain' || fields.some(({ name }) => name === 'name'));
  const fits = type === 'object' ? parents.includes('Container') : type !== 'kill-chain-phase' || hasPhases;
  if (!fits)
    throw new Refusal('UNSUPPORTED_ERROR', 'This relationship type is not supported', { relationship_type: type });
}

/** Where an element keeps references of a type, and how one is written there. */
function place(
  element: Element,
  type: string,
): { property: string; write: (target: Element) => unknown; single: boolean } {
  const input = ATTACHED[type] ?? '';
  const carried = CARRIED[input];
  const property = carried?.[0] ?? REFERENCES[input] ?? nestedProperty(type, element);
  const write = carried?.[1] ?? (({ standardId }: Element) => standardId);
  return { property, write, single: property.endsWith('_ref') };
}

/** `relationAdd`: gives an element a reference; a second time changes nothing. */
export async function attach(scope: Scope, element: Element, { toId, relationship_type }: Input) {
  const type = String(relationship_type);
  refuseType(element, type);
  const target = visible(scope, toId);
  if (!target) throw new Error("Cannot read properties of undefined (reading 'internal_id')");
  const { property, write, single } = place(element, type);
  const written = write(target);
  const held = [element.properties[property] ?? []].flat().filter((value) => !isSame(value, written));
  const from = await scope.platform.patch(
    element,
    { [property]: single ? written : [...held, written] },
    scope.user.id,
    scope.draft,
  );
  const node = nestedNode(scope, { from, property, to: target });
  return { ...node, id: randomUUID(), relationship_type: type, entity_type: type };
}

/** `relationDelete`. */
export async function detach(scope: Scope, element: Element, toId: string, type: string): Promise<Element> {
  refuseType(element, type);
  const target = visible(scope, toId);
  const { property, write, single } = place(element, type);
  if (!target) return element;
  const written = write(target);
  const held = [element.properties[property] ?? []].flat().filter((value) => !isSame(value, written));
  return scope.platform.patch(element, { [property]: single ? undefined : held }, scope.user.id, scope.draft);
}

/** `stixRefRelationshipAdd`: a reference inside of an object. */
export async function addNested(scope: Scope, fromId: string, input: Input) {
  const from = visible(scope, fromId);
  const to = visible(scope, input.toId);
  if (from && to) return attach(scope, from, input);
  throw missingReferences([...(from ? [] : [fromId]), ...(to ? [] : [String(input.toId)])]);
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.toLowerCase() === b.toLowerCase();
  return keyOf(a) === keyOf(b);
}

/** References are the same by url, phases by both names. */
function keyOf(value: unknown): string {
  const { url, source_name, external_id, kill_chain_name, phase_name } = (value ?? {}) as Record<string, unknown>;
  return JSON.stringify(url ? [url] : [source_name, external_id, kill_chain_name, phase_name]);
}
