import { randomUUID } from 'node:crypto';
import { standardId } from './graph/ids.ts';
import { connectorUser, customUser, type User } from './graphql/users.ts';

interface Token {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly plaintext: string;
  readonly createdAt: string;
}

export interface NewAccount {
  readonly name: string;
  readonly email: string;
  readonly isService: boolean;
  readonly groupIds: readonly string[];
  readonly maxConfidence?: number;
}

/** Users by the token that they show, and what an administrator makes of them. */
export class Accounts {
  readonly #byToken = new Map<string, User>();
  readonly #users = new Map<string, User>();
  readonly #tokens = new Map<string, Token>();

  /** A user with a token of one's own choice. */
  put(token: string, user: User): void {
    this.#byToken.set(token, user);
    this.#users.set(user.id, user);
  }

  ofToken(token: string): User | undefined {
    return this.#byToken.get(token);
  }

  all(): User[] {
    return [...this.#users.values()];
  }

  /** The groups that there are users of. */
  groups() {
    const found = new Map(this.all().map(({ groupId, group }) => [groupId, group]));
    return [...found].map(([id, name]) => ({
      id,
      standard_id: standardId('group', { name }),
      entity_type: 'Group',
      name,
      default_assignation: name === 'Default',
    }));
  }

  /** A known mail address answers its user, as there. A member of the connectors' group has what connectors may do. */
  add({ name, email, isService, groupIds, maxConfidence }: NewAccount): User {
    const known = this.all().find((user) => user.email === email);
    if (known) return known;
    const group = this.groups().find(({ id }) => groupIds.includes(id));
    const inGroup = group ? { group: group.name, groupId: group.id } : {};
    const own = { email, isService, ...inGroup, ...(maxConfidence === undefined ? {} : { maxConfidence }) };
    const base = group?.name === 'Connectors' ? connectorUser() : customUser(name, []);
    const user = { ...base, id: randomUUID(), name, ...own };
    this.#users.set(user.id, user);
    return user;
  }

  /** @throws Error for a user that is not there */
  addToken(userId: string, name: string): Token {
    const user = this.#users.get(userId);
    if (!user) throw new Error("Cannot read properties of undefined (reading 'user_email')");
    const token = { id: randomUUID(), userId, name, plaintext: randomUUID(), createdAt: new Date().toISOString() };
    this.#tokens.set(token.id, token);
    this.#byToken.set(token.plaintext, user);
    return token;
  }

  tokensOf(userId: string): Token[] {
    return [...this.#tokens.values()].filter((token) => token.userId === userId);
  }

  revoke(id: string): void {
    const token = this.#tokens.get(id);
    if (!token) return;
    this.#byToken.delete(token.plaintext);
    this.#tokens.delete(id);
  }
}
