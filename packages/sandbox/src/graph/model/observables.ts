/** Observables: OpenCTI's name, own fields, what the platform shows of one (the first property that is there). */

const TIMES = 'ctime:date mtime:date atime:date';
const HASHES = 'hashes:[Hash]';
const MAIN_HASHES = 'hashes.SHA-256 hashes.SHA-1 hashes.MD5 hashes.SHA-512';

export const OBSERVABLES: readonly (readonly [name: string, fields: string, shown?: string])[] = [
  ['AI-Prompt', 'value'],
  [
    'Artifact',
    `mime_type payload_bin url encryption_algorithm decryption_key x_opencti_additional_names:[] ${HASHES}`,
    `${MAIN_HASHES} url`,
  ],
  ['Autonomous-System', 'number:int! name rir', 'name number'],
  ['Bank-Account', 'iban bic account_number', 'iban account_number'],
  ['Credential', 'value'],
  ['Cryptocurrency-Wallet', 'value'],
  ['Cryptographic-Key', 'value'],
  ['Directory', `path! path_enc ${TIMES}`, 'path'],
  ['Domain-Name', 'value'],
  ['Email-Addr', 'value display_name'],
  [
    'Email-Message',
    'is_multipart:bool attribute_date:date content_type message_id subject received_lines:[] body',
    'body subject',
  ],
  ['Email-Mime-Part-Type', 'body content_type content_disposition', 'body'],
  ['Hostname', 'value'],
  ['ICCID', 'value'],
  ['IMEI', 'value'],
  ['IMSI', 'value'],
  ['IPv4-Addr', 'value'],
  ['IPv6-Addr', 'value'],
  ['Mac-Addr', 'value'],
  ['Media-Content', 'url title content media_category publication_date:date', 'title content url'],
  ['Mutex', 'name', 'name'],
  [
    'Network-Traffic',
    'start:date end:date is_active:bool src_port:int dst_port:int protocols:[] src_byte_count:int dst_byte_count:int ' +
      'src_packets:int dst_packets:int',
    'src_port dst_port',
  ],
  ['Payment-Card', 'card_number! expiration_date:date cvv:int holder_name', 'card_number'],
  ['Persona', 'persona_name! persona_type!', 'persona_name'],
  ['Phone-Number', 'value'],
  [
    'Process',
    'command_line pid:int cwd created_time:date environment_variables:[] is_hidden:bool aslr_enabled:bool ' +
      'dep_enabled:bool priority owner_sid window_title integrity_level service_name descriptions:[] display_name ' +
      'group_name start_type service_type service_status',
    'pid command_line',
  ],
  [
    'SSH-Key',
    'key_type public_key fingerprint_sha256! fingerprint_md5 key_length:int comment created:date expiration_date:date',
    'fingerprint_sha256',
  ],
  ['Software', 'name cpe swid languages:[] vendor version x_opencti_product', 'name'],
  [
    'StixFile',
    `name name_enc size:float magic_number_hex mime_type ${TIMES} x_opencti_additional_names:[] ${HASHES}`,
    `${MAIN_HASHES} name`,
  ],
  ['Text', 'value'],
  ['Tracking-Number', 'value'],
  ['Url', 'value'],
  ['User-Account', userAccount(), 'account_login user_id display_name'],
  ['User-Agent', 'value'],
  ['Windows-Registry-Key', 'attribute_key modified_time:date number_of_subkeys:int', 'key'],
  ['Windows-Registry-Value-Type', 'name data data_type', 'name data'],
  ['X509-Certificate', certificate(), `${MAIN_HASHES} subject serial_number`],
];

function userAccount(): string {
  return (
    'user_id credential account_login account_type display_name is_service_account:bool is_privileged:bool ' +
    'can_escalate_privs:bool is_disabled:bool account_created:date account_expires:date credential_last_changed:date ' +
    'account_first_login:date account_last_login:date'
  );
}

function certificate(): string {
  return (
    `is_self_signed:bool version serial_number signature_algorithm issuer validity_not_before:date ` +
    'validity_not_after:date subject subject_public_key_algorithm subject_public_key_modulus ' +
    'subject_public_key_exponent:int basic_constraints name_constraints policy_constraints key_usage extended_key_usage ' +
    'subject_key_identifier authority_key_identifier subject_alternative_name issuer_alternative_name ' +
    'subject_directory_attributes crl_distribution_points inhibit_any_policy private_key_usage_period_not_before:date ' +
    `private_key_usage_period_not_after:date certificate_policies policy_mappings ${HASHES}`
  );
}

/** Observables of OpenCTI's own, which say their properties at the top of their STIX (protocol.md 8.1). */
export const CUSTOM_OBSERVABLES: ReadonlySet<string> = new Set(
  (
    'AI-Prompt Bank-Account Credential Cryptocurrency-Wallet Cryptographic-Key Email-Mime-Part-Type Hostname ICCID IMEI ' +
    'IMSI Media-Content Payment-Card Persona Phone-Number SSH-Key Text Tracking-Number User-Agent ' +
    'Windows-Registry-Value-Type'
  ).split(' '),
);
