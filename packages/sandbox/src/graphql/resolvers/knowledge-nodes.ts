import { type Field, fields } from '../../graph/model/fields.ts';
import { MODELS, type Model, modelOf } from '../../graph/model/model.ts';
import type { Element } from '../../graph/store.ts';
import type { RequestContext } from './context.ts';
import { CARRIED_FIELDS } from './knowledge-carried.ts';
import { COMMON_FIELDS } from './knowledge-common.ts';
import { RELATIONSHIP_FIELDS } from './knowledge-ends.ts';
import { REFERENCE_FIELDS } from './knowledge-references.ts';
import type { Scope } from './knowledge-scope.ts';

/** An element as the schema sees it: each field is read when it is asked for. */
export interface Node {
  readonly scope: Scope;
  readonly element: Element;
  readonly __typename: string;
}

/** Arguments of a field; the schema has checked them. */
export interface FieldArgs {
  readonly first?: number | null;
  readonly all?: boolean | null;
  readonly [name: string]: unknown;
}

export type FieldReader = (node: Node, args: FieldArgs, context: RequestContext) => unknown;

const DOMAIN_FIELDS = fields('revoked:bool confidence:int lang');
const OBSERVABLE_FIELDS = fields('x_opencti_score:int x_opencti_description');
let prototypes: ReadonlyMap<Model, object> | undefined;

/** The node of an element. */
export function nodeOf(scope: Scope, element: Element): Node {
  prototypes ??= new Map(MODELS.map((model) => [model, prototypeOf(model)]));
  const prototype = prototypes.get(modelOf(element.entityType)) ?? null;
  return Object.assign(Object.create(prototype), { scope, element }) as Node;
}

function prototypeOf(model: Model): object {
  const prototype: Record<string, unknown> = { __typename: model.graphql };
  const attributes = [...DOMAIN_FIELDS, ...OBSERVABLE_FIELDS, ...model.fields];
  for (const field of attributes) prototype[field.name] = method((node) => attribute(node.element, field));
  const readers: Readonly<Record<string, FieldReader>> = {
    ...COMMON_FIELDS,
    ...CARRIED_FIELDS,
    ...REFERENCE_FIELDS,
    ...(model.stix === 'relationship' || model.stix === 'sighting' ? RELATIONSHIP_FIELDS : {}),
  };
  for (const [name, read] of Object.entries(readers)) prototype[name] = method(read);
  return prototype;
}

function method(read: FieldReader) {
  return function (this: Node, args: FieldArgs, context: RequestContext) {
    return read(this, args, context);
  };
}

function attribute({ properties }: Element, { property, type, fallback }: Field): unknown {
  const value = properties[property] ?? fallback;
  if (type === '[Hash]') return hashesOf(value);
  if (type === '[String]') return Array.isArray(value) ? value.map(String) : value === null ? null : [String(value)];
  return value;
}

function hashesOf(value: unknown) {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([algorithm, hash]) => ({ algorithm, hash }));
}
