import type { ConnectorKind } from '../define/connector.ts';
import type { Log } from '../define/context.ts';
import type { PlatformPort } from '../ports/platform.ts';

/** What every connector's user needs; a capability is granted by any that contains its name. */
const NEEDED_CAPABILITIES = ['CONNECTORAPI', 'MODULES', 'KNOWLEDGE_KNUPDATE'];

/** `--check`: the platform's version, and each capability that the user lacks by name. Exit code 0 or 1. */
export async function check(platform: PlatformPort, log: Log, kind?: ConnectorKind): Promise<number> {
  try {
    const { version } = await platform.about();
    const { name, capabilities } = await platform.whoAmI();
    const granted = (needed: string) => capabilities.some((one) => one === 'BYPASS' || one.includes(needed));
    const missing = NEEDED_CAPABILITIES.filter((needed) => !granted(needed));
    if (kind === 'INTERNAL_EXPORT_FILE') sayReader(capabilities.includes('BYPASS'), name, log);
    if (missing.length === 0)
      log.info('settings are right and the platform answers', { platform_version: version, user: name });
    else log.error('the user of OPENCTI_TOKEN lacks capabilities', { platform_version: version, user: name, missing });
    return missing.length === 0 ? 0 : 1;
  } catch (error) {
    log.error('the platform does not answer as it should', { error });
    return 1;
  }
}

/** Decision 22: whose rights the data of an export are read with. */
function sayReader(bypass: boolean, user: string, log: Log): void {
  if (bypass) log.info('exports are read as the person who asks: the user of OPENCTI_TOKEN has BYPASS', { user });
  else log.info('exports are read as the user of OPENCTI_TOKEN, below the access filter of each job', { user });
}
