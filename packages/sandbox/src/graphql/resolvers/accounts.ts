import type { Platform } from '../../platform.ts';
import { type FilterGroup, fits, type PageArgs, page } from '../paging.ts';
import type { User } from '../users.ts';
import { resolver } from './context.ts';

const ACCESS = ['SETTINGS_SETACCESSES'];
const MASKED = '****';

interface ListArgs extends PageArgs {
  readonly filters?: FilterGroup | null;
}
interface UserAdd {
  readonly name: string;
  readonly user_email: string;
  readonly groups?: readonly string[] | null;
  readonly user_service_account?: boolean | null;
  readonly user_confidence_level?: { readonly max_confidence: number } | null;
}

/** Accounts of connectors: groups, users, tokens. */
export function accountResolvers(platform: Platform) {
  const { accounts } = platform;
  const print = (user: User) => printAccount(platform, user);
  return {
    groups: resolver<ListArgs>(ACCESS, ({ filters, ...paging }) =>
      page(
        accounts.groups().filter((group) => fits({ ...group }, filters)),
        paging,
      ),
    ),
    users: resolver<ListArgs>(ACCESS, ({ filters, ...paging }) =>
      page(
        platform
          .users()
          .filter((user) => fits({ ...user, user_email: user.email }, filters))
          .map(print),
        paging,
      ),
    ),
    userAdd: resolver<{ input: UserAdd }>(ACCESS, ({ input }) => {
      const { name, user_email: email, groups, user_service_account: service, user_confidence_level: level } = input;
      const given = { name, email, isService: service ?? false, groupIds: groups ?? [] };
      return print(accounts.add({ ...given, ...(level ? { maxConfidence: level.max_confidence } : {}) }));
    }),
    userAdminTokenAdd: resolver<{ userId: string; input: { name: string } }>(ACCESS, ({ userId, input }) => {
      const { id, plaintext } = accounts.addToken(userId, input.name);
      return { token_id: id, plaintext_token: plaintext, masked_token: MASKED, expires_at: null };
    }),
    userAdminTokenRevoke: resolver<{ userId: string; id: string }>(ACCESS, ({ id }) => {
      accounts.revoke(id);
      return id;
    }),
  };
}

function printAccount(platform: Platform, user: User) {
  const { id, name, email, capabilities, maxConfidence } = user;
  const confidence = { max_confidence: maxConfidence, overrides: [] };
  const tokens = platform.accounts.tokensOf(id).map((token) => ({
    id: token.id,
    name: token.name,
    created_at: token.createdAt,
    expires_at: null,
    masked_token: MASKED,
    last_used_at: null,
  }));
  return {
    id,
    name,
    entity_type: 'User',
    standard_id: platform.standardIdOf('user', email),
    user_email: email,
    user_service_account: user.isService ?? false,
    api_tokens: tokens,
    capabilities: capabilities.map((capability) => ({ name: capability })),
    user_confidence_level: confidence,
    effective_confidence_level: confidence,
  };
}
