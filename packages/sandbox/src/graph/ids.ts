import { createHash } from 'node:crypto';

/** The platform's own ids (protocol.md 8.4): written apart from core on purpose, so that a mistake shows. */

const NAMESPACE = Buffer.from('00abedb4aa42466c9c01fed23315a9b7', 'hex');

type Properties = Readonly<Record<string, unknown>>;

function norm(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim().toLowerCase() || undefined : undefined;
}

function iso(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

const named = ({ name }: Properties): Properties => ({ name: norm(name) });
const mitre = ({ x_mitre_id, name }: Properties): Properties =>
  norm(x_mitre_id) ? { x_mitre_id: norm(x_mitre_id) } : { name: norm(name) };
const nameAndCreated = ({ name, created }: Properties): Properties => ({ name: norm(name), created: iso(created) });
const valued = ({ value }: Properties): Properties => ({ value });

const HASHES = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512', 'SHA3-256', 'SHA3-512', 'SSDEEP', 'SDHASH', 'TLSH', 'LZJD'];

function firstHash(hashes: unknown): Properties | undefined {
  const given = (hashes ?? {}) as Record<string, unknown>;
  const name = HASHES.find((one) => given[one] !== undefined);
  return name ? { hashes: { [name]: given[name] } } : undefined;
}

const CONTRIBUTING: Readonly<Record<string, (object: Properties) => Properties>> = {
  'attack-pattern': mitre,
  'course-of-action': mitre,
  identity: ({ name, identity_class }) => ({ name: norm(name), identity_class: norm(identity_class) }),
  'threat-actor': ({ name, x_opencti_type }) => ({
    name: norm(name),
    opencti_type: x_opencti_type ?? 'Threat-Actor-Group',
  }),
  location: ({ name, x_opencti_location_type: type, latitude, longitude }) => {
    if (type === 'Position' && (latitude ?? longitude) !== undefined) return { latitude, longitude };
    return type === 'Administrative-Area' ? { name: norm(name) } : { name: norm(name), x_opencti_location_type: type };
  },
  'malware-analysis': ({ product, result_name, submitted }) => ({
    product,
    result_name: norm(result_name),
    submitted: iso(submitted),
  }),
  'observed-data': ({ object_refs }) => ({ objects: Array.isArray(object_refs) ? [...object_refs].sort() : [] }),
  sighting: ({ sighting_of_ref, where_sighted_refs, first_seen, last_seen }) => ({
    type: 'sighting',
    sighting_of_ref,
    where_sighted_refs,
    first_seen: iso(first_seen),
    last_seen: iso(last_seen),
  }),
  incident: nameAndCreated,
  'case-incident': nameAndCreated,
  'case-rfi': nameAndCreated,
  'case-rft': nameAndCreated,
  feedback: nameAndCreated,
  task: nameAndCreated,
  report: ({ name, published }) => ({ name: norm(name), published: iso(published) }),
  grouping: ({ name, context, created }) => ({ name: norm(name), context, created: iso(created) }),
  note: ({ content, created, abstract }) => ({ content, created: iso(created), attribute_abstract: abstract }),
  opinion: ({ opinion, created }) => ({ opinion, created: iso(created) }),
  indicator: ({ pattern }) => ({ pattern }),
  file: ({ hashes, name }) => firstHash(hashes) ?? { name },
  artifact: ({ hashes, url }) => firstHash(hashes) ?? { url },
  'autonomous-system': ({ number }) => ({ number }),
  label: ({ value }) => ({ value: norm(value) }),
  'kill-chain-phase': ({ phase_name, kill_chain_name }) => ({ phase_name, kill_chain_name }),
  'external-reference': ({ url, source_name, external_id }) => (url ? { url } : { source_name, external_id }),
  'x509-certificate': ({ hashes, serial_number, subject }) =>
    firstHash(hashes) ?? (serial_number ? { serial_number } : { subject }),
  directory: ({ path }) => ({ path }),
  mutex: ({ name }) => ({ name }),
  process: ({ pid, command_line }) => (command_line ? { pid, command_line } : { pid }),
  software: ({ name, cpe, swid, vendor, version }) => ({ name: norm(name), cpe, swid, vendor, version }),
  'user-account': ({ account_type, user_id, account_login }) => ({ account_type, user_id, account_login }),
  'email-message': ({ from_ref, subject, body }) => ({ from_ref, subject, body }),
  'email-mime-part-type': ({ body, content_type, content_disposition }) => ({
    body,
    content_type,
    content_disposition,
  }),
  'windows-registry-key': ({ key, values }) => ({ attribute_key: key, values }),
  'windows-registry-value-type': ({ name, data, data_type }) => ({ name, data, data_type }),
  'bank-account': ({ iban }) => ({ iban }),
  'payment-card': ({ card_number }) => ({ card_number }),
  'media-content': ({ url }) => ({ url }),
  'ssh-key': ({ fingerprint_sha256 }) => ({ fingerprint_sha256 }),
  persona: ({ persona_name, persona_type }) => ({ persona_name, persona_type }),
  vocabulary: ({ name, category }) => ({ name: norm(name), category }),
  'security-coverage': ({ covered_ref }) => ({ objectCovered: covered_ref }),
  'network-traffic': ({ start, end, src_ref, dst_ref, src_port, dst_port, protocols }) => ({
    start,
    end,
    src_ref,
    dst_ref,
    src_port,
    dst_port,
    protocols,
  }),
  'marking-definition': ({ definition_type, definition }) => ({
    definition_type: String(definition_type).toUpperCase(),
    definition: String(definition).toUpperCase(),
  }),
};

const BY_VALUE = new Set(
  (
    'domain-name ipv4-addr ipv6-addr url email-addr mac-addr hostname text user-agent phone-number credential ' +
    'tracking-number cryptocurrency-wallet cryptographic-key ai-prompt imei iccid imsi'
  ).split(' '),
);
const TLP: Readonly<Record<string, string>> = {
  'TLP:CLEAR': '613f2e26-407d-48c7-9eca-b8e91df99dc9',
  'TLP:WHITE': '613f2e26-407d-48c7-9eca-b8e91df99dc9',
  'TLP:GREEN': '34098fce-860f-48ae-8e50-ebd3cc5e41da',
  'TLP:AMBER': 'f88d31f6-486f-44da-b317-01333bde0b82',
  'TLP:AMBER+STRICT': '826578e1-40ad-459f-bc73-ede076f81f37',
  'TLP:RED': '5e57c739-391a-4eb3-b6be-7d15ca92d5ed',
};

/** Standard id of an object by its own properties. */
export function standardId(type: string, object: Properties): string {
  const rule = CONTRIBUTING[type] ?? (BY_VALUE.has(type) ? valued : named);
  const data = rule(object);
  const tlp = type === 'marking-definition' ? TLP[String(data.definition)] : undefined;
  return tlp ? `${type}--${tlp}` : hashed(type, data);
}

/** Ids that an object would have by its other hashes: it is found by each of them. */
export function otherHashIds(type: string, { hashes }: Properties): string[] {
  if (typeof hashes !== 'object' || hashes === null || !HASHED.has(type)) return [];
  const names = HASHES.filter((name) => (hashes as Properties)[name] !== undefined);
  return names.slice(1).map((name) => hashed(type, { hashes: { [name]: (hashes as Properties)[name] } }));
}
const HASHED = new Set(['file', 'artifact', 'x509-certificate']);

/** Standard id of a relationship; its ends are standard ids. */
export function relationshipId(object: Properties, source: string, target: string): string {
  return hashed('relationship', {
    relationship_type: object.relationship_type,
    source_ref: source,
    target_ref: target,
    start_time: iso(object.start_time),
    stop_time: iso(object.stop_time),
  });
}

function hashed(type: string, data: Properties): string {
  const digest = createHash('sha1').update(NAMESPACE).update(jcs(data)).digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.toString('hex', 0, 16);
  return `${type}--${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
}

function jcs(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null && item !== '');
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${jcs(item)}`).join(',')}}`;
}
