import { operation } from '../client.ts';

const ACCESS = 'SETTINGS_SETACCESSES';

interface FoundAccount {
  readonly id: string;
  readonly api_tokens?: readonly { readonly id: string; readonly name: string }[] | null;
}

/** `FilterGroup` with one equality. */
export function equals(key: string, value: string) {
  return { mode: 'and', filters: [{ key: [key], values: [value] }], filterGroups: [] };
}

type Filtered = { filters: ReturnType<typeof equals> };

export const findGroup = operation<
  { groups: { edges: readonly { node: { id: string; name: string } }[] } | null },
  Filtered
>(
  'FindGroup',
  'query FindGroup($filters: FilterGroup) { groups(filters: $filters) { edges { node { id name } } } }',
  ACCESS,
);

export const findAccount = operation<{ users: { edges: readonly { node: FoundAccount }[] } | null }, Filtered>(
  'FindAccount',
  `query FindAccount($filters: FilterGroup) {
  users(filters: $filters) { edges { node { id user_email api_tokens { id name } } } }
}`,
  ACCESS,
);

export const addAccount = operation<{ userAdd: { id: string } }, { input: object }>(
  'AddAccount',
  'mutation AddAccount($input: UserAddInput!) { userAdd(input: $input) { id } }',
  ACCESS,
);

export const addToken = operation<
  { userAdminTokenAdd: { token_id: string; plaintext_token: string } },
  { userId: string; input: { name: string; duration: 'UNLIMITED' } }
>(
  'AddToken',
  `mutation AddToken($userId: ID!, $input: UserTokenAddInput!) {
  userAdminTokenAdd(userId: $userId, input: $input) { token_id plaintext_token }
}`,
  ACCESS,
);

export const revokeToken = operation<{ userAdminTokenRevoke: string }, { userId: string; id: string }>(
  'RevokeToken',
  'mutation RevokeToken($userId: ID!, $id: ID!) { userAdminTokenRevoke(userId: $userId, id: $id) }',
  ACCESS,
);
