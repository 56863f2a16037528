import type { Draft } from '../../drafts/drafts.ts';
import { requireCapability, type User } from '../users.ts';

/** What a resolver knows of its request. */
export interface RequestContext {
  readonly user: User | undefined;
  /** Which try of a worker this is. */
  readonly retryNumber?: string | undefined;
  /** The draft that it is made in. */
  readonly draft?: Draft;
}

export type Resolver<Args> = (args: Args, context: RequestContext) => unknown;

/** A resolver for users who have one of the capabilities; an empty list stands for every user who is logged in. */
export function resolver<Args>(
  capabilities: readonly string[],
  resolve: (args: Args, user: User, context: RequestContext) => unknown,
): Resolver<Args> {
  return (args, context) => resolve(args, requireCapability(context.user, ...capabilities), context);
}

/** Every user who is logged in. */
export const ANYBODY = [''];
