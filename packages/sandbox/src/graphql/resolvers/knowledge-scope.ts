import type { Draft } from '../../drafts/drafts.ts';
import { allowedMarkings, sees, type Viewer } from '../../graph/access.ts';
import { Lists } from '../../graph/query/lists.ts';
import type { Element, GraphStore } from '../../graph/store.ts';
import type { Platform } from '../../platform.ts';
import type { User } from '../users.ts';

/** What a request reads from, and what of it its user may see. */
export interface Scope {
  readonly platform: Platform;
  readonly draft: Draft | undefined;
  /** The platform's, or the draft's. */
  readonly graph: GraphStore;
  readonly lists: Lists;
  readonly user: User;
  readonly viewer: Viewer;
  /** In the keys of lists: users who see the same share their lists. */
  readonly viewerKey: string;
}

const listsOf = new WeakMap<GraphStore, Lists>();

/** @param draft that the request is made in */
export function scopeOf(platform: Platform, user: User, draft?: Draft): Scope {
  const graph = draft?.graph ?? platform.graph;
  const lists = listsOf.get(graph) ?? new Lists(graph);
  listsOf.set(graph, lists);
  const viewer = viewerOf(graph, user);
  const viewerKey = viewer === 'all' ? 'all' : [...viewer].sort().join();
  return { platform, draft, graph, lists, user, viewer, viewerKey };
}

export function viewerOf(graph: GraphStore, user: User): Viewer {
  if (user.maxMarkings) return allowedMarkings(graph, user.maxMarkings);
  return user.seesMarkings || user.capabilities.includes('BYPASS') ? 'all' : new Set();
}

/** The element of an id, if there is one and the user may see it. */
export function visible({ graph, viewer }: Scope, id: unknown): Element | undefined {
  const found = typeof id === 'string' ? graph.find(id) : undefined;
  return found && sees(viewer, found) ? found : undefined;
}
