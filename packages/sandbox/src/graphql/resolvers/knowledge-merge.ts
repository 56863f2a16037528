import type { Element } from '../../graph/store.ts';
import type { Platform } from '../../platform.ts';
import { platformError } from '../errors.ts';
import { resolver } from './context.ts';
import { nodeOf } from './knowledge-nodes.ts';
import { scopeOf, visible } from './knowledge-scope.ts';

const MERGE = ['KNOWLEDGE_KNUPDATE_KNMERGE'];

/** `merge`: the sources become aliases and other ids of the target, and their relationships the target's. */
export function mergeInto(platform: Platform, id: string) {
  const { graph, changes } = platform;
  return resolver<{ stixObjectsIds: readonly string[] }>(MERGE, ({ stixObjectsIds }, user, { draft }) => {
    if (draft) throw platformError('UNSUPPORTED_ERROR', 'Cannot merge in draft', { genre: 'BUSINESS' });
    const scope = scopeOf(platform, user);
    const require = (one: string): Element => {
      const found = visible(scope, one);
      if (!found) throw platformError('FUNCTIONAL_ERROR', 'Cannot merge, element not found', { id: one });
      return found;
    };
    const target = require(id);
    const sources = stixObjectsIds.map(require).filter((source) => source !== target);
    const before = changes.stix(target);
    changes.silently(() => graph.patch(target, { aliases: aliasesOf(target, sources) }, user.id));
    for (const { standardId } of sources) target.stixIds.add(standardId);
    changes.merged(target, before, sources, user.id);
    for (const source of sources) graph.unite(source, target);
    return nodeOf(scope, target);
  });
}

function aliasesOf({ properties }: Element, sources: readonly Element[]): unknown[] {
  const names = sources.map((source) => source.properties.name).filter((name) => name !== undefined);
  return [...new Set([...[properties.aliases ?? []].flat(), ...names])];
}
