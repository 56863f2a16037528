import { PlatformError } from '../errors.ts';
import type { AccountsPort } from '../ports/accounts.ts';
import type { CallOptions } from '../ports/platform.ts';

/** The built-in group of connectors. */
export const CONNECTORS_GROUP = 'Connectors';
const TOKEN = 'Connector auto generated token';
const DOMAIN = 'connector.octi.filigran.io';

/**
 * Address of a connector's own account: the reference's, so that both find the same one. A name of which nothing fits
 * an address, such as one in another script, would be that of every such connector: the id stands in for it.
 */
export function accountEmail(connectorName: string, connectorId: string): string {
  const email = normalizeEmail(`${connectorName}@${DOMAIN}`);
  return email.startsWith('@') ? normalizeEmail(`${connectorId}@${DOMAIN}`) : email;
}

/** The part before the first `@` without what an address may not hold: runs of it become `-`, the ends are trimmed. */
export function normalizeEmail(email: string): string {
  const at = email.indexOf('@');
  const local = email
    .slice(0, at)
    .replace(/[^A-Za-z0-9._+-]/g, '-')
    .replace(/-+/g, '-');
  return `${local.replace(/^-|-$/g, '')}${email.slice(at)}`;
}

/**
 * Finds or makes the service account of a connector (protocol.md 2.8) and gives it a new token; earlier ones that were
 * made so are revoked once the new one is there. A platform cannot be asked for the text of a token it has, so each
 * start makes one: two processes with one connector name need tokens of their own.
 * @returns the token. @throws PlatformError; one that names the group where that is missing.
 */
export async function serviceAccountToken(
  accounts: AccountsPort,
  connector: { readonly id: string; readonly name: string; readonly maxConfidence: number },
  options: CallOptions = {},
): Promise<string> {
  const groupId = await accounts.groupNamed(CONNECTORS_GROUP, options);
  if (groupId === undefined) {
    const message = `the platform has no group ${CONNECTORS_GROUP}, which CONNECTOR_AUTO_CREATE_SERVICE_ACCOUNT needs: make it, or give the connector a token of its own`;
    throw new PlatformError(message, { code: 'NO_GROUP' });
  }
  const email = accountEmail(connector.name, connector.id);
  const { name, maxConfidence } = connector;
  const account =
    (await accounts.accountOf(email, options)) ??
    (await accounts.add({ name: `[C] ${name}`, email, groupId, maxConfidence }, options));
  const { token } = await accounts.addToken(account.id, TOKEN, options);
  for (const old of account.tokens.filter(({ name: known }) => known === TOKEN)) {
    await accounts.revokeToken(account.id, old.id, options);
  }
  return token;
}
