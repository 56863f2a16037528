/** Which relationships are legal: STIX 2.1 appendix B, and what OpenCTI adds. One table for compiler and run time. */

const OBSERVABLES = [
  'artifact',
  'autonomous-system',
  'cryptocurrency-wallet',
  'directory',
  'domain-name',
  'email-addr',
  'email-message',
  'file',
  'hostname',
  'ipv4-addr',
  'ipv6-addr',
  'mac-addr',
  'mutex',
  'network-traffic',
  'phone-number',
  'process',
  'software',
  'text',
  'url',
  'user-account',
  'user-agent',
  'windows-registry-key',
  'x509-certificate',
] as const;
const ADDRESSES = ['domain-name', 'ipv4-addr', 'ipv6-addr', 'url'] as const;
const RESOLVED = ['domain-name', 'hostname', 'ipv4-addr', 'ipv6-addr'] as const;
const VICTIMS = ['identity', 'location', 'vulnerability'] as const;
const USED = ['attack-pattern', 'infrastructure', 'malware', 'tool'] as const;

export const RELATIONSHIP_TARGETS = {
  'attack-pattern': {
    delivers: ['malware'],
    targets: VICTIMS,
    uses: ['malware', 'tool'],
    'subtechnique-of': ['attack-pattern'],
  },
  campaign: {
    'attributed-to': ['intrusion-set', 'threat-actor'],
    compromises: ['infrastructure'],
    'originates-from': ['location'],
    targets: VICTIMS,
    uses: USED,
  },
  'course-of-action': {
    investigates: ['indicator'],
    mitigates: ['attack-pattern', 'indicator', 'malware', 'tool', 'vulnerability'],
  },
  'data-component': { detects: ['attack-pattern'] },
  'x-mitre-data-component': { detects: ['attack-pattern'] },
  'domain-name': { 'belongs-to': ['identity'], 'resolves-to': RESOLVED },
  hostname: { 'resolves-to': RESOLVED },
  identity: { 'located-at': ['location'], 'part-of': ['identity'] },
  incident: { 'attributed-to': ['campaign', 'intrusion-set', 'threat-actor'], targets: VICTIMS, uses: USED },
  indicator: {
    indicates: ['attack-pattern', 'campaign', 'infrastructure', 'intrusion-set', 'malware', 'threat-actor', 'tool'],
    'based-on': ['observed-data', ...OBSERVABLES],
  },
  infrastructure: {
    'communicates-with': ['infrastructure', ...ADDRESSES],
    'consists-of': ['infrastructure', 'observed-data', ...OBSERVABLES],
    controls: ['infrastructure', 'malware'],
    delivers: ['malware'],
    has: ['vulnerability'],
    hosts: ['malware', 'tool'],
    'located-at': ['location'],
    uses: ['infrastructure'],
  },
  'intrusion-set': {
    'attributed-to': ['threat-actor'],
    compromises: ['infrastructure'],
    hosts: ['infrastructure'],
    'originates-from': ['location'],
    owns: ['infrastructure'],
    targets: VICTIMS,
    uses: USED,
  },
  'ipv4-addr': {
    'belongs-to': ['autonomous-system', 'identity'],
    'located-at': ['location'],
    'resolves-to': ['mac-addr'],
  },
  'ipv6-addr': {
    'belongs-to': ['autonomous-system', 'identity'],
    'located-at': ['location'],
    'resolves-to': ['mac-addr'],
  },
  location: { 'located-at': ['location'] },
  malware: {
    'authored-by': ['intrusion-set', 'threat-actor'],
    'beacons-to': ['infrastructure'],
    'communicates-with': ADDRESSES,
    controls: ['malware'],
    downloads: ['file', 'malware', 'tool'],
    drops: ['file', 'malware', 'tool'],
    'exfiltrates-to': ['infrastructure'],
    exploits: ['vulnerability'],
    'originates-from': ['location'],
    targets: ['infrastructure', ...VICTIMS],
    uses: USED,
    'variant-of': ['malware'],
  },
  'malware-analysis': {
    'analysis-of': ['malware'],
    characterizes: ['malware'],
    'dynamic-analysis-of': ['malware'],
    'static-analysis-of': ['malware'],
  },
  'threat-actor': {
    'attributed-to': ['identity'],
    compromises: ['infrastructure'],
    'cooperates-with': ['threat-actor'],
    hosts: ['infrastructure'],
    impersonates: ['identity'],
    'located-at': ['location'],
    owns: ['infrastructure'],
    'part-of': ['threat-actor'],
    targets: VICTIMS,
    uses: USED,
  },
  tool: {
    delivers: ['malware'],
    drops: ['malware'],
    has: ['vulnerability'],
    targets: ['infrastructure', ...VICTIMS],
    uses: ['infrastructure'],
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** Between any two objects. */
const ANY = ['related-to', 'revoked-by'] as const;
/** Between two objects of one type. */
const SAME = ['derived-from', 'duplicate-of'] as const;

type Table = typeof RELATIONSHIP_TARGETS;
type Member<List> = List extends readonly (infer Item)[] ? Item : never;

/** Names that may start at a type; any text where the type is not known. */
export type RelationshipName<Source extends string> = string extends Source
  ? string
  : (Source extends keyof Table ? keyof Table[Source] & string : never) | (typeof ANY)[number] | (typeof SAME)[number];

/** Types that a relationship may lead to; any text where that is not known. */
export type RelationshipTarget<Source extends string, Name extends string> = string extends Source | Name
  ? string
  : Name extends (typeof ANY)[number]
    ? string
    : Name extends (typeof SAME)[number]
      ? Source
      : Source extends keyof Table
        ? Name extends keyof Table[Source]
          ? Member<Table[Source][Name]>
          : never
        : never;

/** True when STIX 2.1 or OpenCTI know this relationship between these types. */
export function isLegalRelationship(source: string, name: string, target: string): boolean {
  if ((ANY as readonly string[]).includes(name)) return true;
  if ((SAME as readonly string[]).includes(name)) return source === target;
  const names: Readonly<Record<string, readonly string[]>> | undefined = RELATIONSHIP_TARGETS[source as keyof Table];
  return names?.[name]?.includes(target) ?? false;
}
