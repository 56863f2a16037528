import { PlatformClient } from '../client/client.ts';
import { createPlatform } from '../client/platform.ts';
import { type LoadedConfig, type LoadOptions, loadConfig } from '../config/load.ts';
import type { Log } from '../define/context.ts';
import { ConfigError } from '../errors.ts';
import { mask } from '../log/logger.ts';
import { examine } from './check.ts';
import { type Finding, Findings } from './findings.ts';
import type { RunnableConnector } from './run.ts';

const nothing = () => undefined;
const NO_LOG: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing, with: () => NO_LOG };

/** What came of a check. */
export interface CheckResult {
  /** What would keep the connector from its work. */
  readonly problems: number;
  /** True when settings are wrong: nothing further was tried. */
  readonly wrongSettings: boolean;
}

/**
 * What `--check` does, for whoever shows it in another way: settings first, then everything outside. `report` gets each
 * finding as it is made, secrets taken out. Nothing is changed on the platform.
 */
export async function checkConnector(
  connector: RunnableConnector,
  options: LoadOptions,
  report: (finding: Finding) => void,
): Promise<CheckResult> {
  const settings = new Findings(report);
  const loaded = loadOrReport(connector, options, settings);
  if (!loaded) return { problems: settings.problems, wrongSettings: true };
  settings.good('settings', 'the settings are right');
  for (const warning of loaded.warnings) settings.unsure('settings', warning);
  const client = new PlatformClient({
    ...loaded.platform.opencti,
    userAgent: `opencti-connectors/${connector.slug}`,
    attempts: 1,
  });
  const checked = { connector, loaded, platform: createPlatform(client), client, log: NO_LOG };
  const problems = await examine(checked, (finding) => report(withoutSecrets(finding, loaded.secrets)));
  return { problems, wrongSettings: false };
}

function loadOrReport(
  connector: RunnableConnector,
  options: LoadOptions,
  settings: Findings,
): LoadedConfig | undefined {
  try {
    return loadConfig(connector, options);
  } catch (error) {
    if (!ConfigError.isInstance(error)) throw error;
    for (const { variable, path, found, expected } of error.problems) {
      settings.bad('settings', `${variable}: found ${found}, expected ${expected}`, {
        variable,
        path,
        found,
        expected,
      });
    }
    return undefined;
  }
}

/** Texts of errors and addresses may repeat what a setting holds. */
function withoutSecrets(finding: Finding, secrets: readonly string[]): Finding {
  const fields = Object.entries(finding.fields).map(([name, value]) => {
    const plain = value instanceof Error ? value.message : value;
    return [name, typeof plain === 'string' ? mask(plain, secrets) : plain];
  });
  return { ...finding, message: mask(finding.message, secrets), fields: Object.fromEntries(fields) };
}
