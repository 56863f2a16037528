import { sees } from '../../graph/access.ts';
import type { Element } from '../../graph/store.ts';
import { page } from '../paging.ts';
import { nodeOf } from './knowledge-nodes.ts';
import type { Scope } from './knowledge-scope.ts';

/** Some elements as the pages of a list, without those that the user may not see. */
export function connectionOf(
  scope: Scope,
  elements: Iterable<Element>,
  args: { first?: number | null; all?: boolean | null } = {},
) {
  const nodes = nodesOf(scope, elements);
  return page(nodes, { first: args.all ? null : (args.first ?? null) });
}

export function nodesOf(scope: Scope, elements: Iterable<Element>) {
  return [...elements].filter((element) => sees(scope.viewer, element)).map((element) => nodeOf(scope, element));
}
