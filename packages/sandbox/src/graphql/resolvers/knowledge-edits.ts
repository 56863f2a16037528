import type { Element } from '../../graph/store.ts';
import type { Platform } from '../../platform.ts';
import { platformError } from '../errors.ts';
import { DIRECT_EDITS, EDITS } from '../schema/knowledge-edits.ts';
import { ANYBODY, type RequestContext, resolver } from './context.ts';
import { jobsOf } from './edits.ts';
import { attach, detach } from './knowledge-attach.ts';
import type { Input } from './knowledge-input.ts';
import { mergeInto } from './knowledge-merge.ts';
import { nodeOf } from './knowledge-nodes.ts';
import { type EditInput, patchFields } from './knowledge-patch.ts';
import { promote } from './knowledge-promote.ts';
import { refusing } from './knowledge-refusing.ts';
import { type Scope, scopeOf, visible } from './knowledge-scope.ts';

const UPDATE = ['KNOWLEDGE_KNUPDATE'];
const DELETE = ['KNOWLEDGE_KNUPDATE_KNDELETE'];

interface RelationDelete {
  readonly toId: string;
  readonly relationship_type: string;
}

/** Changes to one element; whether it is there shows only in what is asked of it. */
export function editResolvers(platform: Platform) {
  const edits = EDITS.map(([mutation, item]) => [
    `${mutation}Edit`,
    resolver<{ id: string }>(ANYBODY, ({ id }) => ({
      ...editsOf(platform, id, item),
      ...jobsOf(platform, id, item),
    })),
  ]);
  return {
    ...Object.fromEntries(edits),
    ...Object.fromEntries(DIRECT_EDITS.flatMap(([name]) => directEdits(platform, name))),
    stixEdit: resolver<{ id: string }>(ANYBODY, ({ id }) => ({
      delete: editsOf(platform, id, 'Stix').delete,
      merge: mergeInto(platform, id),
    })),
  };
}

/** Some types have each change as a mutation of its own: `taskFieldPatch(id, input)`. */
function directEdits(platform: Platform, name: string) {
  type Args = { readonly id: string } & RelationDelete & { readonly input: readonly EditInput[] & Input };
  const edit = (change: 'delete' | 'fieldPatch' | 'relationAdd' | 'relationDelete') => [
    `${name}${change[0]?.toUpperCase()}${change.slice(1)}`,
    (args: Args, context: RequestContext) => editsOf(platform, args.id, name)[change](args, context),
  ];
  return (['delete', 'fieldPatch', 'relationAdd', 'relationDelete'] as const).map(edit);
}

function editsOf(platform: Platform, id: string, item: string) {
  const editing = <Args>(
    capabilities: readonly string[],
    crash: string,
    edit: (scope: Scope, found: Element, args: Args) => unknown,
  ) =>
    resolver<Args>(capabilities, (args, user, { draft }) => {
      const scope = scopeOf(platform, user, draft);
      const found = visible(scope, id);
      // The platform falls over what is not there; nobody should read meaning into its words.
      if (!found) throw new Error(`Cannot read properties of undefined (reading '${crash}')`);
      return refusing(() => edit(scope, found, args));
    });
  const remove = editing<unknown>(DELETE, 'entity_type', (scope, found) => {
    scope.graph.remove(found, scope.user.id);
    return id;
  });
  return {
    fieldPatch: editing<{ input: readonly EditInput[] }>(UPDATE, 'payload_bin', async (scope, found, { input }) =>
      nodeOf(scope, await patchFields(scope, found, input)),
    ),
    relationAdd: editing<{ input: Input }>(UPDATE, 'internal_id', (scope, found, { input }) =>
      attach(scope, found, input),
    ),
    relationDelete: editing<RelationDelete>(UPDATE, 'internal_id', async (scope, found, { toId, relationship_type }) =>
      nodeOf(scope, await detach(scope, found, toId, relationship_type)),
    ),
    promoteToIndicator: editing<unknown>(UPDATE, 'entity_type', async (scope, found) =>
      nodeOf(scope, await promote(scope, found)),
    ),
    promote: editing<unknown>(UPDATE, 'entity_type', async (scope, found) => {
      await promote(scope, found);
      return nodeOf(scope, found);
    }),
    delete: item === 'StixCoreObject' ? removeCore(platform, id, remove) : remove,
  };
}

/** This one mutation says what it lacks. */
function removeCore(platform: Platform, id: string, remove: ReturnType<typeof resolver<unknown>>) {
  return resolver<unknown>(DELETE, (args, user, context) => {
    if (visible(scopeOf(platform, user, context.draft), id)) return remove(args, context);
    const message = 'Cannot delete the object, Stix-Core-Object cannot be found.';
    throw platformError('FUNCTIONAL_ERROR', message, { stixCoreObjectId: id });
  });
}
