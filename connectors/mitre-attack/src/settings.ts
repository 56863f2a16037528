import { z } from 'zod';

/** The knowledge bases; those of ATT&CK by the name that their files carry. */
export const DOMAINS = ['enterprise-attack', 'mobile-attack', 'ics-attack', 'capec'] as const;
export type Domain = (typeof DOMAINS)[number];

/** How an operator names them. */
const SHORT_NAMES = ['enterprise', 'mobile', 'ics', 'capec'] as const;

const BASE = 'https://raw.githubusercontent.com/mitre-attack/attack-stix-data/master';
const CAPEC = 'https://raw.githubusercontent.com/mitre/cti/master/capec/2.1/stix-capec.json';
const OFF = 'false';
const POLICIES = ['mark', 'label', 'ignore'] as const;

function fileSetting(domain: Domain, name: string, url = `${BASE}/${domain}/${domain}.json`) {
  return z.string().default(url).describe(`URL or path of the ${name} data, .gz too; "false" leaves it out.`);
}

function list(description: string) {
  return z.array(z.string()).default([]).describe(description);
}

/** `MITRE_*`: the official connector's variables, and ours. */
export const settings = z.object({
  enterpriseFileUrl: fileSetting('enterprise-attack', 'enterprise'),
  mobileAttackFileUrl: fileSetting('mobile-attack', 'mobile'),
  icsAttackFileUrl: fileSetting('ics-attack', 'ICS'),
  capecFileUrl: fileSetting('capec', 'CAPEC', CAPEC),
  domains: z
    .array(z.enum(SHORT_NAMES))
    .min(1)
    .default([...SHORT_NAMES])
    .describe('Knowledge bases to import: enterprise, mobile, ics, capec.'),
  interval: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('Days between two runs; CONNECTOR_DURATION_PERIOD beats it.'),
  removeStatementMarking: z.boolean().default(false).describe("Leaves out MITRE's copyright statement marking."),
  version: z
    .string()
    .regex(/^(latest|\d+(\.\d+)?)$/, 'latest, a release such as 18.1, or a major version such as 18')
    .default('latest')
    .describe('Release to import: latest, an exact one (18.1) or the newest of a major version (18).'),
  folder: z.string().optional().describe('Folder with <domain>[-<release>].json files, .gz too, read instead of URLs.'),
  cacheFolder: z
    .string()
    .optional()
    .describe('Folder that keeps the last release of sources without versions, to compare the next one with.'),
  fullImport: z.boolean().default(false).describe('Sends everything at each run, not only what changed.'),
  marking: z
    .enum(['none', 'TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED'])
    .optional()
    .describe('Marking put on everything in place of the statement; "none" for no marking at all.'),
  revoked: z
    .enum(POLICIES)
    .default('mark')
    .describe('Revoked objects: mark (sent as revoked, with revoked-by), label, or ignore.'),
  deprecated: z
    .enum(['existing', ...POLICIES])
    .default('existing')
    .describe('Deprecated objects: existing (marks those imported earlier, adds no new ones), mark, label, or ignore.'),
  assets: z.boolean().default(false).describe('Imports ICS assets as systems, with the techniques that target them.'),
  tacticsAs: z
    .enum(['none', 'label', 'attack-pattern'])
    .default('none')
    .describe('Tactics besides kill chain phases: none, a label on techniques, or attack patterns of their own.'),
  versionedKillChain: z
    .boolean()
    .default(false)
    .describe('Adds a kill chain named after the major version, such as mitre-attack-v18.'),
  citations: z
    .enum(['keep', 'number', 'remove'])
    .default('keep')
    .describe('Citations in descriptions: keep, number (of the external reference), or remove.'),
  capecParents: z
    .enum(['subtechnique-of', 'related-to', 'none'])
    .default('subtechnique-of')
    .describe('Relationship of a CAPEC pattern to its parents, or none.'),
  capecLinks: z
    .boolean()
    .default(true)
    .describe('Links CAPEC patterns with the imported ATT&CK techniques that they name (related-to).'),
  capecCwe: z.boolean().default(true).describe('Keeps the references of CAPEC patterns to CWE.'),
  labels: list('Labels put on each object, separated by commas.'),
  platforms: list('Only techniques and software for one of these platforms, such as Windows, Linux.'),
  tactics: list('Only techniques of these tactics, such as initial-access, execution.'),
  minVersion: z.number().positive().optional().describe('Only objects whose own version is at least this, such as 2.'),
  types: list('Only these STIX types, such as attack-pattern, intrusion-set; relationships follow.'),
  relationshipTypes: list('Only these relationship types, such as uses, mitigates.'),
});

export type Settings = z.output<typeof settings>;

/** Where one domain is read from, as its setting says it. */
export interface DomainSetting {
  readonly domain: Domain;
  /** URL or path. */
  readonly location: string;
}

/** The domains that are switched on. */
export function domainsOf(given: Settings): DomainSetting[] {
  const { enterpriseFileUrl, mobileAttackFileUrl, icsAttackFileUrl, capecFileUrl } = given;
  const locations = [enterpriseFileUrl, mobileAttackFileUrl, icsAttackFileUrl, capecFileUrl];
  return DOMAINS.flatMap((domain, index) => {
    const [location, name] = [locations[index], SHORT_NAMES[index]];
    const isOn = location !== undefined && location.toLowerCase() !== OFF && given.domains.some((one) => one === name);
    return isOn ? [{ domain, location }] : [];
  });
}

/** Raised when the mapping changes, so that the next run sends everything in its new form. */
const MAPPING_VERSION = 1;

/** Text of all settings that change what is sent of a domain: when it differs from the last run's, everything is. */
export function mappingKey(given: Settings, domain: Domain): string {
  const { marking, removeStatementMarking, revoked, deprecated, assets, tacticsAs, versionedKillChain } = given;
  const { citations, labels, platforms, types, relationshipTypes, tactics, minVersion } = given;
  const flags = [marking, removeStatementMarking, revoked, deprecated, assets, tacticsAs, versionedKillChain];
  const filters = [platforms, types, relationshipTypes, tactics, minVersion];
  const own = domain === 'capec' ? [given.capecParents, given.capecCwe] : [];
  return JSON.stringify([MAPPING_VERSION, ...flags, citations, labels, ...filters, ...own]);
}
