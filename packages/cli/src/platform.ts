/** The platform that `OPENCTI_URL` and `OPENCTI_TOKEN` name. */
import {
  type ConnectorOverview,
  createAdministration,
  loadAccess,
  PlatformClient,
} from '@opencti-connectors/core/tools';
import { CommandError } from './exit-codes.ts';

/** @throws ConfigError when settings are missing or wrong. */
export function openPlatform() {
  const { opencti, connectorId } = loadAccess({ env: process.env, cwd: process.cwd() });
  const client = new PlatformClient({ ...opencti, userAgent: 'opencti-connectors/octc', timeoutMs: 30_000 });
  return { url: opencti.url, connectorId, administration: createAdministration(client) };
}

/** Those whose id, or part of whose name, is given. @throws CommandError when there is none. */
export function matching(connectors: readonly ConnectorOverview[], named: string): ConnectorOverview[] {
  const exact = connectors.filter(({ id, name }) => id === named || name === named);
  const wanted = named.toLowerCase();
  const found = exact.length > 0 ? exact : connectors.filter(({ name }) => name.toLowerCase().includes(wanted));
  if (found.length > 0) return found;
  const known = connectors.map(({ name }) => name).join(', ') || 'none at all';
  throw new CommandError(`The platform knows no connector "${named}". It knows: ${known}`);
}
