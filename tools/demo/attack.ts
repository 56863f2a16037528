/** External import: MITRE ATT&CK, from where it can be had. */
import { join } from 'node:path';
import type { Sandbox } from '@opencti-connectors/sandbox';
import { DemoConnector, ROOT } from './connector.ts';
import { isReachable } from './reachable.ts';
import { type Act, counts } from './show.ts';

const INDEX = 'https://raw.githubusercontent.com/mitre-attack/attack-stix-data/master/index.json';
const ICS_ONLY = { MITRE_DOMAINS: 'ics', MITRE_CAPEC_FILE_URL: 'false' };
const OWN_DATA = [
  'MITRE_FOLDER',
  'MITRE_ENTERPRISE_FILE_URL',
  'MITRE_MOBILE_ATTACK_FILE_URL',
  'MITRE_ICS_ATTACK_FILE_URL',
  'MITRE_CAPEC_FILE_URL',
];

interface Data {
  readonly said: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What may be imported. */
export interface AttackOptions {
  /** Everything of ATT&CK instead of ICS only. */
  readonly all: boolean;
  /** Whether the network may be asked. */
  readonly online: boolean;
}

export async function attack(sandbox: Sandbox, options: AttackOptions): Promise<Act> {
  const { said, env } = await chooseData(options);
  console.log(`   Importing ${said}`);
  const named = Object.entries(process.env).filter(([name]) => name.startsWith('MITRE_'));
  const started = performance.now();
  const connector = await DemoConnector.start(sandbox, 'mitre-attack', {
    CONNECTOR_RUN_AND_TERMINATE: 'true',
    ...env,
    ...(Object.fromEntries(named) as Record<string, string>),
  });
  const code = await connector.exited;
  const seconds = (performance.now() - started) / 1000;
  await sandbox.platform.idle();
  const { entitiesByType, relationshipsByType } = sandbox.platform.counts();
  counts('Entities in the platform', entitiesByType);
  counts('Relationships in the platform', relationshipsByType);
  const work = sandbox.platform.works.all().find(({ connectorId }) => connectorId === connector.id);
  return {
    kind: 'external import',
    connector: 'mitre-attack',
    did: `imported ${said}: ${work?.completed_number ?? 0} parts, ${sandbox.platform.rejected.length} refused, work ${work?.status ?? 'none'}`,
    seconds,
    peakMb: connector.peakMb,
    ok: code === 0 && work?.status === 'complete' && work.errors.length === 0,
  };
}

/** Where the data come from, said plainly, and the settings that make the connector read it. */
async function chooseData({ all, online }: AttackOptions): Promise<Data> {
  const own = OWN_DATA.filter((name) => process.env[name]);
  if (own.length > 0) return { said: `your own data (${own.join(', ')})`, env: switchedOff(own, all) };
  if (online && (await isReachable(INDEX)))
    return { said: 'the current ATT&CK release, from its usual address', env: all ? {} : ICS_ONLY };
  return {
    said: 'a small built-in sample of invented techniques, the real release being out of reach',
    env: { ...ICS_ONLY, MITRE_FOLDER: join(ROOT, 'connectors/mitre-attack/sample') },
  };
}

/** Domains that nobody named a file for; a folder is read for ICS unless `--all`. */
function switchedOff(own: readonly string[], all: boolean): Readonly<Record<string, string>> {
  if (own.includes('MITRE_FOLDER')) return all ? {} : ICS_ONLY;
  const left = OWN_DATA.filter((name) => name.endsWith('_FILE_URL') && !own.includes(name));
  return Object.fromEntries(left.map((name) => [name, 'false']));
}
