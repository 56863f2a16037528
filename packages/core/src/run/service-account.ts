import { createAccounts } from '../client/accounts.ts';
import type { PlatformClient } from '../client/client.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { Log } from '../define/context.ts';
import { serviceAccountToken } from '../drive/service-account.ts';
import type { PlatformPort } from '../ports/platform.ts';

/**
 * `CONNECTOR_AUTO_CREATE_SERVICE_ACCOUNT`: the first registration makes the account with the token of the settings and
 * goes on with the account's own. It is part of the registration because that waits for the platform and tries again.
 */
export function asServiceAccount(
  platform: PlatformPort,
  client: PlatformClient,
  { connector: own }: LoadedConfig['platform'],
  { log, secrets }: { readonly log: Log; readonly secrets: string[] },
): PlatformPort {
  if (!own.autoCreateServiceAccount) return platform;
  let isMade = false;
  return {
    ...platform,
    async register(input, options) {
      if (!isMade) {
        const account = { id: own.id, name: own.name, maxConfidence: own.autoCreateServiceAccountConfidenceLevel };
        const token = await serviceAccountToken(createAccounts(client), account, options);
        secrets.push(token);
        client.useToken(token);
        isMade = true;
        log.info('working as the service account of this connector', { user: `[C] ${own.name}` });
      }
      return platform.register(input, options);
    },
  };
}
