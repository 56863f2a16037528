import { requireCapability, type User } from '../users.ts';

/** What a resolver knows of its request. */
export interface RequestContext {
  readonly user: User | undefined;
  /** Which try of a worker this is. */
  readonly retryNumber?: string | undefined;
}

export type Resolver<Args> = (args: Args, context: RequestContext) => unknown;

/** A resolver for users who have one of the capabilities; an empty list stands for every user who is logged in. */
export function resolver<Args>(
  capabilities: readonly string[],
  resolve: (args: Args, user: User) => unknown,
): Resolver<Args> {
  return (args, { user }) => resolve(args, requireCapability(user, ...capabilities));
}

/** Every user who is logged in. */
export const ANYBODY = [''];
