import type { AccountsPort } from '../ports/accounts.ts';
import type { PlatformClient } from './client.ts';
import * as accounts from './operations/accounts.ts';

/** The accounts port over GraphQL. Each call is one try: whoever registers tries again as a whole. */
export function createAccounts(client: PlatformClient): AccountsPort {
  const once = { attempts: 1 };
  return {
    async groupNamed(name, options) {
      const found = await client.execute(
        accounts.findGroup,
        { filters: accounts.equals('name', name) },
        { ...once, ...options },
      );
      return found.groups?.edges.find(({ node }) => node.name === name)?.node.id;
    },
    async accountOf(email, options) {
      const filters = accounts.equals('user_email', email);
      const [found] =
        (await client.execute(accounts.findAccount, { filters }, { ...once, ...options })).users?.edges ?? [];
      return found && { id: found.node.id, tokens: found.node.api_tokens ?? [] };
    },
    async add({ name, email, groupId, maxConfidence }, options) {
      const input = {
        name,
        user_email: email,
        groups: [groupId],
        user_service_account: true,
        user_confidence_level: { max_confidence: maxConfidence, overrides: [] },
      };
      const { userAdd } = await client.execute(accounts.addAccount, { input }, { ...once, ...options });
      return { id: userAdd.id, tokens: [] };
    },
    async addToken(userId, name, options) {
      const variables = { userId, input: { name, duration: 'UNLIMITED' as const } };
      const { userAdminTokenAdd: made } = await client.execute(accounts.addToken, variables, { ...once, ...options });
      return { id: made.token_id, token: made.plaintext_token };
    },
    async revokeToken(userId, id, options) {
      await client.execute(accounts.revokeToken, { userId, id }, { ...once, ...options });
    },
  };
}
