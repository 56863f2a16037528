/** Columns of a table, each with the other names that it may have; letter case, blanks and hyphens make no difference. */
export const COLUMNS = {
  value: ['observable', 'observable_value', 'ioc', 'indicator', 'indicator_value'],
  type: ['observable_type', 'entity_type', 'ioc_type', 'indicator_type'],
  name: ['title'],
  pattern: ['stix_pattern'],
  pattern_type: [],
  description: ['x_opencti_description', 'comment', 'notes'],
  labels: ['label', 'tags', 'tag', 'objectlabel'],
  score: ['x_opencti_score'],
  confidence: [],
  tlp: ['marking', 'markings', 'objectmarking'],
  valid_from: ['first_seen'],
  valid_until: ['expiration', 'expires'],
  md5: [],
  sha1: ['sha_1'],
  sha256: ['sha_256'],
  sha512: ['sha_512'],
  filename: ['file_name'],
} as const;

export type Column = keyof typeof COLUMNS;

/** Columns of which a table needs one. */
export const NEEDED: readonly Column[] = ['value', 'pattern', 'md5', 'sha1', 'sha256', 'sha512', 'filename'];

/** Names of hash algorithms by column. */
export const HASHES = { md5: 'MD5', sha1: 'SHA-1', sha256: 'SHA-256', sha512: 'SHA-512' } as const;

/** STIX types by what people write besides the STIX name and OpenCTI's (`ipv4-addr`, `IPv4-Addr`). */
export const TYPE_NAMES: Readonly<Record<string, string>> = {
  ipv4: 'ipv4-addr',
  ip4: 'ipv4-addr',
  ipv6: 'ipv6-addr',
  ip6: 'ipv6-addr',
  domain: 'domain-name',
  fqdn: 'domain-name',
  host: 'hostname',
  uri: 'url',
  email: 'email-addr',
  'email-address': 'email-addr',
  mail: 'email-addr',
  mac: 'mac-addr',
  asn: 'autonomous-system',
  as: 'autonomous-system',
  'file-name': 'file',
  filename: 'file',
  stixfile: 'file',
  hash: 'file',
  'file-hash': 'file',
  md5: 'file',
  sha1: 'file',
  'sha-1': 'file',
  sha256: 'file',
  'sha-256': 'file',
  sha512: 'file',
  'sha-512': 'file',
  registry: 'windows-registry-key',
  'registry-key': 'windows-registry-key',
  useragent: 'user-agent',
  wallet: 'cryptocurrency-wallet',
  phone: 'phone-number',
  account: 'user-account',
};

/** Types of observable that a table may name, and the property that the value is. */
export const PROPERTIES: Readonly<Record<string, string>> = {
  'ai-prompt': 'value',
  'autonomous-system': 'number',
  'bank-account': 'iban',
  credential: 'value',
  'cryptocurrency-wallet': 'value',
  'cryptographic-key': 'value',
  directory: 'path',
  'domain-name': 'value',
  'email-addr': 'value',
  file: 'name',
  hostname: 'value',
  iccid: 'value',
  imei: 'value',
  imsi: 'value',
  'ipv4-addr': 'value',
  'ipv6-addr': 'value',
  'mac-addr': 'value',
  'media-content': 'url',
  mutex: 'name',
  'payment-card': 'card_number',
  'phone-number': 'value',
  process: 'command_line',
  software: 'name',
  'ssh-key': 'value',
  text: 'value',
  'tracking-number': 'value',
  url: 'value',
  'user-account': 'account_login',
  'user-agent': 'value',
  'windows-registry-key': 'key',
};

/** Endings of file names that no domain name has. */
export const FILE_ENDINGS = new Set(
  (
    '7z apk bat bin chm class cmd cpl dat dll dmg doc docm docx dotm elf eml exe gz hta htm html img iso jar jpg js ' +
    'jse json lnk msi odt one pdf php png ppt pptm pptx ps1 rar rtf scr sys tar tmp txt url vbe vbs vhd wsf xls xlsb ' +
    'xlsm xlsx xml'
  ).split(' '),
);
