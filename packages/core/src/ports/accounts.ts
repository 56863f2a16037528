import type { CallOptions } from './platform.ts';

/** An account of the platform and the ids of its tokens by name. */
export interface Account {
  readonly id: string;
  readonly tokens: readonly { readonly id: string; readonly name: string }[];
}

export interface NewAccount {
  readonly name: string;
  readonly email: string;
  readonly groupId: string;
  readonly maxConfidence: number;
}

/** What an administrator's token can do about accounts. Every method throws PlatformError. */
export interface AccountsPort {
  /** Id of a group; undefined when there is none of the name. */
  groupNamed(name: string, options?: CallOptions): Promise<string | undefined>;
  accountOf(email: string, options?: CallOptions): Promise<Account | undefined>;
  /** Adds a service account; for an address that exists, the platform answers that one. */
  add(account: NewAccount, options?: CallOptions): Promise<Account>;
  /** A new token without end. Its text is given this once. */
  addToken(
    accountId: string,
    name: string,
    options?: CallOptions,
  ): Promise<{ readonly id: string; readonly token: string }>;
  revokeToken(accountId: string, tokenId: string, options?: CallOptions): Promise<void>;
}
