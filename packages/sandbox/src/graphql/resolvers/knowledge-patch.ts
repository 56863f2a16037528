import { type Field, fields } from '../../graph/model/fields.ts';
import { modelOf } from '../../graph/model/model.ts';
import { type Element, Refusal } from '../../graph/store.ts';
import { refuseScore } from './knowledge-checks.ts';
import { references } from './knowledge-input.ts';
import type { Scope } from './knowledge-scope.ts';

export interface EditInput {
  readonly key: string;
  readonly value?: readonly unknown[] | null;
  readonly operation?: 'add' | 'replace' | 'remove' | null;
}

/** Attributes that can be changed besides those of the type. */
const COMMON = fields(
  'confidence:int revoked:bool lang created:date modified:date description x_opencti_score:int x_opencti_description ' +
    'x_opencti_workflow_id x_opencti_stix_ids:[] content',
);
const LISTS = new Set('objectLabel objectMarking createdBy externalReferences killChainPhases objects'.split(' '));

/** `fieldPatch`. @throws Refusal for attributes that the type has not, and values that do not fit */
export async function patchFields(scope: Scope, element: Element, inputs: readonly EditInput[]): Promise<Element> {
  const known = new Map([...COMMON, ...modelOf(element.entityType).fields].map((field) => [field.name, field]));
  const changes: Record<string, unknown> = {};
  for (const input of inputs) {
    const field = known.get(input.key);
    if (LISTS.has(input.key)) Object.assign(changes, changedReferences(scope, element, input));
    else if (field) changes[field.property] = changed(element, field, input);
    else throw new Refusal('VALIDATION_ERROR', 'You cannot update incompatible attribute', { field: input.key });
  }
  return scope.platform.patch(element, changes, scope.user.id, scope.draft);
}

function changed({ properties }: Element, { name, type, property }: Field, { value, operation }: EditInput): unknown {
  const given = (value ?? []).filter((one) => one !== null).map((one) => converted(one, type));
  if (name === 'x_opencti_score' || name === 'confidence') for (const one of given) refuseScore(one);
  if (type !== '[String]') return operation === 'remove' ? undefined : given[0];
  return combined(properties[property], given, operation);
}

function converted(value: unknown, type: string): unknown {
  if (/^(Int|Float)/.test(type)) return Number(value);
  if (type.startsWith('Boolean')) return String(value) === 'true';
  return value;
}

function combined(before: unknown, given: readonly unknown[], operation: EditInput['operation']): unknown {
  const held = [before ?? []].flat();
  const keys = new Set(given.map((one) => JSON.stringify(one)));
  const others = held.filter((one) => !keys.has(JSON.stringify(one)));
  if (operation === 'remove') return others;
  return operation === 'add' ? [...others, ...given] : given;
}

function changedReferences(scope: Scope, { properties }: Element, { key, value, operation }: EditInput) {
  const found = references(scope, key, value ?? [], false);
  if (!found) return {};
  const single = found.property.endsWith('_ref');
  if (single) return { [found.property]: found.value ?? undefined };
  return { [found.property]: combined(properties[found.property], [found.value].flat(), operation) };
}
