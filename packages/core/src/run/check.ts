import { access } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute } from 'node:path';
import { createAccounts } from '../client/accounts.ts';
import type { PlatformClient } from '../client/client.ts';
import { readBroker } from '../client/operations/check.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { ConnectorKind } from '../define/connector.ts';
import type { Log } from '../define/context.ts';
import { CONNECTORS_GROUP } from '../drive/service-account.ts';
import type { PlatformPort } from '../ports/platform.ts';
import { NO_DRAFTS } from '../ports/queue.ts';
import { isGranted, needsOf } from './check-capabilities.ts';
import { needsBroker, whatStopsBroker, whatStopsDirectory, whatStopsSource } from './check-reach.ts';
import { type Finding, Findings } from './findings.ts';
import { proxies } from './proxies.ts';

/** What is looked at. */
export interface Checked {
  readonly connector: {
    readonly kind: ConnectorKind;
    readonly sourceUrls?: (config: Record<string, unknown>) => readonly string[];
  };
  readonly loaded: LoadedConfig;
  readonly platform: PlatformPort;
  readonly client: PlatformClient;
  readonly log: Log;
}

/**
 * `--check`: one line of the log for each finding. Exit code 0, or 1 when something would keep the connector from its
 * work.
 */
export async function check(checked: Checked): Promise<number> {
  const { log } = checked;
  const say = { good: log.info, unsure: log.warn, bad: log.error } as const;
  const problems = await examine(checked, ({ level, message, fields }) => say[level].call(log, message, fields));
  if (problems === 0) log.info('settings are right and everything that can be known beforehand is in order');
  else log.error('this connector cannot do its work yet', { problems });
  return problems === 0 ? 0 : 1;
}

/**
 * Looks at everything that can be known beforehand; nothing is changed on the platform. Says each capability that is
 * missing for this kind, whose rights exports are read with, whether the broker, the sources and the directories that are
 * written to can be reached. `report` gets each finding as it is made. @returns how many would keep the connector from its work.
 */
export async function examine(checked: Checked, report: (finding: Finding) => void): Promise<number> {
  const findings = new Findings(report);
  const user = await checkPlatform(checked, findings);
  if (user) {
    checkCapabilities(checked, user.capabilities, findings);
    await checkGroup(checked, user.capabilities, findings);
    await checkBroker(checked, user.capabilities, findings);
  }
  await checkSources(checked, findings);
  await checkDirectory(checked, findings);
  if (checked.connector.kind === 'INTERNAL_IMPORT_FILE') await checkImports(checked, findings);
  return findings.problems;
}

async function checkPlatform({ platform }: Checked, findings: Findings) {
  try {
    const { version } = await platform.about();
    const user = await platform.whoAmI();
    findings.good('platform', 'the platform answers and takes the token', {
      platform_version: version,
      user: user.name,
    });
    return user;
  } catch (error) {
    findings.bad('platform', 'the platform does not answer as it should', { error });
    return undefined;
  }
}

function checkCapabilities({ connector, loaded }: Checked, capabilities: readonly string[], findings: Findings): void {
  const missing = needsOf(connector.kind, loaded.platform).filter(([name]) => !isGranted(name, capabilities));
  for (const [capability, purpose] of missing) {
    findings.bad('capabilities', `the user of OPENCTI_TOKEN lacks the capability ${capability}, ${purpose}`, {
      capability,
    });
  }
  if (missing.length === 0)
    findings.good('capabilities', 'the user of OPENCTI_TOKEN has every capability that this connector needs');
  if (connector.kind !== 'INTERNAL_EXPORT_FILE') return;
  const isReader = !capabilities.includes('BYPASS');
  findings.good(
    'capabilities',
    isReader
      ? 'exports are read as the user of OPENCTI_TOKEN, below the access filter of each job'
      : 'exports are read as the person who asks: the user of OPENCTI_TOKEN has BYPASS',
  );
}

async function checkGroup({ loaded, client }: Checked, capabilities: readonly string[], findings: Findings) {
  const wanted = loaded.platform.connector.autoCreateServiceAccount;
  if (!wanted || !isGranted('SETTINGS_SETACCESSES', capabilities)) return;
  try {
    const group = await createAccounts(client).groupNamed(CONNECTORS_GROUP);
    if (group) findings.good('capabilities', `the group ${CONNECTORS_GROUP}, for the service account, is there`);
    else
      findings.bad(
        'capabilities',
        `the platform has no group ${CONNECTORS_GROUP}, which the service account would belong to`,
      );
  } catch (error) {
    findings.bad('capabilities', 'groups cannot be read', { error });
  }
}

/** The platform tells the address of its broker to who is registered: before, only what the settings say is known. */
async function checkBroker(
  { connector, loaded, client, log }: Checked,
  capabilities: readonly string[],
  findings: Findings,
) {
  const { platform: settings } = loaded;
  if (!needsBroker(connector.kind, settings)) return;
  const mayAsk = isGranted('MODULES', capabilities) && isGranted('CONNECTORAPI', capabilities);
  const answer = mayAsk
    ? await client.execute(readBroker, { id: settings.connector.id }, { attempts: 1 }).catch(() => undefined)
    : undefined;
  const said = answer?.connector?.config?.connection;
  if (!said && !settings.mq.host) {
    findings.unsure(
      'broker',
      'the broker cannot be tried yet: the platform tells its address when the connector registers',
    );
    return;
  }
  const { where, problem } = await whatStopsBroker(said, settings, log);
  if (problem) findings.bad('broker', problem, { broker: where });
  else findings.good('broker', 'the broker takes a connection', { broker: where });
}

async function checkSources({ connector, loaded }: Checked, findings: Findings): Promise<void> {
  // Receivers and catalogues may refuse a plain question and still do their work.
  const isRead = connector.kind === 'EXTERNAL_IMPORT' || connector.kind === 'INTERNAL_ENRICHMENT';
  for (const place of new Set(connector.sourceUrls?.(loaded.config) ?? [])) {
    if (isAbsolute(place)) await checkFile(place, findings);
    if (!/^https?:\/\//i.test(place)) continue;
    const found = await whatStopsSource(place, loaded.platform, proxies());
    const { host } = new URL(place);
    if (!found) findings.good('source', 'the source answers', { host });
    else if (found.isAnswer && !isRead) findings.good('source', 'the source answers', { host });
    else findings.bad('source', found.problem, { host });
  }
}

async function checkFile(path: string, findings: Findings): Promise<void> {
  const code = await access(path).then(
    () => undefined,
    (error: { code?: unknown }) => String(error.code),
  );
  if (code) findings.bad('source', `${path} cannot be read (${code})`);
  else findings.good('source', 'the file is there', { path });
}

async function checkDirectory({ loaded }: Checked, findings: Findings): Promise<void> {
  const { sendToDirectory, sendToDirectoryPath: path } = loaded.platform.connector;
  if (!sendToDirectory || path === undefined) return;
  const problem = await whatStopsDirectory(path);
  if (problem) findings.bad('copies', problem);
  else findings.good('copies', 'the directory of copies can be written to', { path });
}

/** What importers of files need besides: a place to put things aside, and a queue that takes drafts. */
async function checkImports({ loaded }: Checked, findings: Findings): Promise<void> {
  const { spoolDir: path = tmpdir(), queueProtocol, validateBeforeImport } = loaded.platform.connector;
  const problem = await whatStopsDirectory(path);
  if (problem) findings.bad('settings', `${problem}: CONNECTOR_SPOOL_DIR names where files are put aside`);
  else findings.good('settings', 'the folder where files are put aside can be written to', { path });
  if (queueProtocol === 'api') {
    const isMeant = validateBeforeImport ? 'validation is on' : 'a person may ask for it';
    findings.unsure('settings', `imports into drafts will be refused, and ${isMeant}. ${NO_DRAFTS.replace(/\.$/, '')}`);
  }
}
