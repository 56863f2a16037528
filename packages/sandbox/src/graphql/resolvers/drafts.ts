import type { Draft } from '../../drafts/drafts.ts';
import { validateDraft } from '../../drafts/validate.ts';
import { isObservable } from '../../graph/refusals.ts';
import type { Platform } from '../../platform.ts';
import { platformError } from '../errors.ts';
import { type PageArgs, page } from '../paging.ts';
import { resolver } from './context.ts';
import { printWork } from './works.ts';

const KNOWLEDGE = ['KNOWLEDGE'];
const UPDATE = ['KNOWLEDGE_KNUPDATE'];

interface DraftInput {
  readonly name: string;
  readonly description?: string | null;
  readonly entity_id?: string | null;
}

/** Draft workspaces, as far as imports need them. */
export function draftResolvers(platform: Platform) {
  const { drafts } = platform;
  const require = (id: string): Draft => {
    const draft = drafts.find(id);
    if (!draft) throw platformError('FUNCTIONAL_ERROR', `Draft workspace ${id} cannot be found`, { id });
    return draft;
  };
  return {
    draftWorkspace: resolver<{ id: string }>(KNOWLEDGE, ({ id }) => {
      const found = drafts.find(id);
      return found ? printDraft(platform, found) : null;
    }),
    draftWorkspaces: resolver<PageArgs>(KNOWLEDGE, (args) =>
      page(
        drafts.all().map((draft) => printDraft(platform, draft)),
        args,
      ),
    ),
    draftWorkspaceAdd: resolver<{ input: DraftInput }>(UPDATE, ({ input }, user) => {
      const { name, description = null, entity_id: entityId = null } = input;
      return printDraft(platform, drafts.add({ name, description, entityId, creatorId: user.id }));
    }),
    draftWorkspaceValidate: resolver<{ id: string }>(UPDATE, async ({ id }, user) =>
      printWork(platform, await validateDraft(platform, require(id), user.id)),
    ),
    draftWorkspaceDelete: resolver<{ id: string }>(['KNOWLEDGE_KNUPDATE_KNDELETE'], ({ id }) => {
      drafts.delete(require(id).id);
      return id;
    }),
  };
}

function printDraft(platform: Platform, draft: Draft) {
  const { id, name, description, entityId, status, createdAt, graph } = draft;
  const works = platform.works.all().filter(({ draft_context }) => draft_context === id);
  // Labels and the like come along with what carries them.
  const written = [...graph.elements()].filter(({ builtIn }) => !builtIn);
  const count = (test: (type: string) => boolean) => written.filter(({ type }) => test(type)).length;
  const relationshipsCount = count((type) => type === 'relationship' || type === 'sighting');
  const observablesCount = count(isObservable);
  // The entity that a draft is about counts as one of its objects.
  const about = entityId && platform.graph.find(entityId) ? 1 : 0;
  const entitiesCount = written.length - relationshipsCount - observablesCount + about;
  const totalCount = written.length + about;
  return {
    id,
    name,
    description,
    entity_id: entityId,
    draft_status: status,
    created_at: createdAt,
    processingCount: works.filter((work) => work.status !== 'complete').length,
    objectsCount: { totalCount, entitiesCount, observablesCount, relationshipsCount },
    works: ({ first }: { first?: number }) =>
      works
        .slice(0, first)
        .reverse()
        .map((work) => printWork(platform, work)),
  };
}
