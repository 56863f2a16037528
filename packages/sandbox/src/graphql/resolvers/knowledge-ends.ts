import { endOf, startOf } from '../../graph/query/values.ts';
import type { FieldReader, Node } from './knowledge-nodes.ts';
import { nodeOf } from './knowledge-nodes.ts';
import { visible } from './knowledge-scope.ts';

const end =
  (of: typeof startOf): FieldReader =>
  ({ element, scope }) => {
    const found = visible(scope, of(element));
    return found ? nodeOf(scope, found) : null;
  };
const stored = ({ element, scope }: Node, of: typeof startOf) => scope.graph.find(String(of(element)));

/** Relationships and sightings: what they are between. An end that the user may not see is null. */
export const RELATIONSHIP_FIELDS: Readonly<Record<string, FieldReader>> = {
  relationship_type: ({ element }) => element.entityType,
  from: end(startOf),
  to: end(endOf),
  fromId: (node) => stored(node, startOf)?.id,
  toId: (node) => stored(node, endOf)?.id,
  fromType: (node) => stored(node, startOf)?.entityType,
  toType: (node) => stored(node, endOf)?.entityType,
  fromRole: ({ element }) => `${element.entityType}_from`,
  toRole: ({ element }) => `${element.entityType}_to`,
  description: ({ element }) => element.properties.description ?? '',
};
