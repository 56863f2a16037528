import { StixError } from '../errors.ts';
import type { CanonicalValue } from './canonical.ts';
import type { StixId } from './object.ts';
import { byValue, observable } from './sco.ts';
import { deterministicId } from './uuid5.ts';

/**
 * Builders of the observables that are more than one value, and of OpenCTI's own ones: STIX 2.1 chapter 6, protocol.md
 * 8.5. Each gives the deterministic id; each throws StixError when nothing is given that makes one.
 */

type More = Readonly<Record<string, unknown>>;
type Time = string;
type Hashes = Readonly<Record<string, string>>;
/** Hashes by the names of the specification, such as `SHA-256`. */
interface Hashed {
  readonly hashes?: Hashes;
}

/** A builder with the properties that a type knows. */
function builder<Type extends string, Properties extends object>(type: Type) {
  return <const Given extends Properties & More>(properties: Given) => observable(type, properties);
}

/** A file's content, or where it is. Its hashes make its id. */
export const artifact = builder<
  'artifact',
  Hashed & { readonly mime_type?: string; readonly payload_bin?: string; readonly url?: string }
>('artifact');
/** A directory (STIX 2.1, 6.3). Its path makes its id. */
export const directory = builder<'directory', { readonly path: string; readonly path_enc?: string }>('directory');
/** A message (STIX 2.1, 6.6). Sender, subject and body make its id. */
export const emailMessage = builder<
  'email-message',
  {
    readonly is_multipart: boolean;
    readonly subject?: string;
    readonly body?: string;
    readonly date?: Time;
    readonly message_id?: string;
    readonly from_ref?: StixId<'email-addr'>;
    readonly sender_ref?: StixId<'email-addr'>;
    readonly to_refs?: readonly StixId<'email-addr'>[];
    readonly cc_refs?: readonly StixId<'email-addr'>[];
    readonly bcc_refs?: readonly StixId<'email-addr'>[];
  }
>('email-message');
/** A mutex (STIX 2.1, 6.11). Its name makes its id. */
export const mutex = builder<'mutex', { readonly name: string }>('mutex');
/** A connection. It needs `src_ref` or `dst_ref`. */
export const networkTraffic = builder<
  'network-traffic',
  {
    readonly protocols: readonly string[];
    readonly start?: Time;
    readonly end?: Time;
    readonly src_ref?: StixId;
    readonly dst_ref?: StixId;
    readonly src_port?: number;
    readonly dst_port?: number;
  }
>('network-traffic');
/** A product (STIX 2.1, 6.14). Name, CPE, SWID, vendor and version make its id. */
export const software = builder<
  'software',
  {
    readonly name: string;
    readonly cpe?: string;
    readonly swid?: string;
    readonly vendor?: string;
    readonly version?: string;
    readonly languages?: readonly string[];
  }
>('software');
/** An account (STIX 2.1, 6.16). Type, user id and login make its id: one of them is needed. */
export const userAccount = builder<
  'user-account',
  {
    readonly user_id?: string;
    readonly account_login?: string;
    readonly account_type?: string;
    readonly display_name?: string;
  }
>('user-account');
/** A registry key (STIX 2.1, 6.17). Key and values make its id. */
export const windowsRegistryKey = builder<
  'windows-registry-key',
  {
    readonly key: string;
    readonly values?: readonly { readonly name?: string; readonly data?: string; readonly data_type?: string }[];
    readonly modified_time?: Time;
  }
>('windows-registry-key');
/** A certificate (STIX 2.1, 6.18). Hashes and serial number make its id: one of them is needed. */
export const x509Certificate = builder<
  'x509-certificate',
  Hashed & {
    readonly serial_number?: string;
    readonly issuer?: string;
    readonly subject?: string;
    readonly validity_not_before?: Time;
    readonly validity_not_after?: Time;
  }
>('x509-certificate');

/**
 * A process. STIX 2.1 gives it a random id; here it gets the platform's own one, made of its command line and pid
 * (protocol.md 8.4), unless an id is given. @throws StixError when it has neither command line nor id.
 */
export function process<
  const Given extends { readonly command_line?: string; readonly pid?: number; readonly id?: string } & More,
>(properties: Given) {
  const { command_line, pid } = properties;
  return observable('process', withId('process', properties, command_line ? { command_line, pid } : {}));
}

/** A value of a registry key as OpenCTI keeps it: an observable of its own. */
export function windowsRegistryValue(
  properties: { readonly name: string; readonly data?: string; readonly data_type?: string } & More,
) {
  const { name, data, data_type } = properties;
  return observable(
    'windows-registry-value-type',
    withId('windows-registry-value-type', properties, { name, data, data_type }),
  );
}

/** A part of a message as OpenCTI keeps it: an observable of its own. */
export function emailMimePart(
  properties: { readonly body: string; readonly content_type?: string; readonly content_disposition?: string } & More,
) {
  const { body, content_type, content_disposition } = properties;
  const made = { body, content_type, content_disposition };
  return observable('email-mime-part-type', withId('email-mime-part-type', properties, made));
}

function withId<Given extends More>(
  type: string,
  given: Given,
  made: Readonly<Record<string, CanonicalValue | undefined>>,
) {
  if (typeof given.id === 'string') return given;
  if (Object.values(made).every((value) => value === undefined)) {
    throw new StixError(`${type} has no property that makes its id: give it an id`, { path: '$.id' });
  }
  return { ...given, id: deterministicId(type, made) };
}

// OpenCTI's own types.
/** `text('anything')`: OpenCTI's own type for what is nothing else. */
export const text = byValue('text');
/** `userAgent('Mozilla/5.0 …')`: OpenCTI's own type. */
export const userAgent = byValue('user-agent');
/** `credential('…')`: OpenCTI's own type for a password or the like. */
export const credential = byValue('credential');
/** `cryptocurrencyWallet('…')`, by its address: OpenCTI's own type. */
export const cryptocurrencyWallet = byValue('cryptocurrency-wallet');
/** `cryptographicKey('…')`: OpenCTI's own type. */
export const cryptographicKey = byValue('cryptographic-key');
/** `phoneNumber('+41 …')`: OpenCTI's own type. */
export const phoneNumber = byValue('phone-number');
/** `trackingNumber('…')` of a parcel: OpenCTI's own type. */
export const trackingNumber = byValue('tracking-number');
/** `aiPrompt('…')`: OpenCTI's own type, unknown to platforms of 6.x. */
export const aiPrompt = byValue('ai-prompt');
/** `imei('…')`, the number of a device: OpenCTI's own type, unknown to 6.7.5. */
export const imei = byValue('imei');
/** `iccid('…')`, the number of a SIM card: OpenCTI's own type, unknown to 6.7.5. */
export const iccid = byValue('iccid');
/** `imsi('…')`, the number of a subscriber: OpenCTI's own type, unknown to 6.7.5. */
export const imsi = byValue('imsi');
/** A public key of SSH: OpenCTI's own type, unknown to 6.7.5. Its value makes its id. */
export const sshKey = builder<
  'ssh-key',
  {
    readonly value: string;
    readonly key_type?: string;
    readonly fingerprint_sha256?: string;
    readonly fingerprint_md5?: string;
  }
>('ssh-key');
/** A bank account: OpenCTI's own type. Its IBAN makes its id. */
export const bankAccount = builder<
  'bank-account',
  { readonly iban: string; readonly bic?: string; readonly account_number?: string }
>('bank-account');
/** A payment card: OpenCTI's own type. Its number makes its id. */
export const paymentCard = builder<
  'payment-card',
  {
    readonly card_number: string;
    readonly expiration_date?: Time;
    readonly cvv?: number;
    readonly holder_name?: string;
  }
>('payment-card');
/** Something published: OpenCTI's own type. Its URL makes its id. */
export const mediaContent = builder<
  'media-content',
  {
    readonly url: string;
    readonly title?: string;
    readonly content?: string;
    readonly media_category?: string;
    readonly publication_date?: Time;
  }
>('media-content');
/** A face that somebody shows: OpenCTI's own type. Name and type make its id. */
export const persona = builder<'persona', { readonly persona_name: string; readonly persona_type: string }>('persona');
