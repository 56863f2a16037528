import { sees } from '../graph/access.ts';
import { modelOf } from '../graph/model/model.ts';
import { viewerOf } from '../graphql/resolvers/knowledge-scope.ts';
import type { User } from '../graphql/users.ts';
import type { Platform } from '../platform.ts';

/** How many there are of each type, by the platform's names of them. */
export interface Counts {
  readonly entities: Readonly<Record<string, number>>;
  readonly relationships: Readonly<Record<string, number>>;
}

/** What `/sandbox/counts` answers: what a user may see of each type, as the lists of the platform would count it. */
export function countsFor({ graph }: Platform, user: User): Counts {
  const viewer = viewerOf(graph, user);
  const entities: Record<string, number> = {};
  const relationships: Record<string, number> = {};
  for (const type of graph.types()) {
    const { family } = modelOf(type);
    if (family === 'meta') continue;
    let count = 0;
    for (const element of graph.ofTypes([type])) if (sees(viewer, element)) count += 1;
    const counts = family === 'domain' || family === 'observable' ? entities : relationships;
    if (count > 0) counts[type] = count;
  }
  return { entities, relationships };
}
