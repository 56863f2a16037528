import type { StixObject } from './object.ts';
import { autonomousSystem, domainName, emailAddress, file, ipv4Address, ipv6Address, url } from './sco.ts';

const IPV4 = /^(\d{1,3}\.){3}\d{1,3}(\/\d{1,2})?$/;
const IPV6 = /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*(\/\d{1,3})?$/i;
/** Hash algorithms by the length of their digest, hexadecimal digits. */
const HASHES: Readonly<Record<number, string>> = { 32: 'MD5', 40: 'SHA-1', 64: 'SHA-256', 128: 'SHA-512' };

/**
 * The observable that a text from a command line names: an address, `AS64496`, a URL, an e-mail address, a hash, else a
 * domain name; text that starts with `{` is read as a STIX object. @throws SyntaxError for JSON that is none.
 */
export function observableOf(text: string): StixObject {
  const value = text.trim();
  if (value.startsWith('{')) return JSON.parse(value) as StixObject;
  const asNumber = /^AS(\d+)$/i.exec(value)?.[1];
  if (asNumber) return autonomousSystem(Number(asNumber));
  if (IPV4.test(value)) return ipv4Address(value);
  if (IPV6.test(value)) return ipv6Address(value);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return url(value);
  const hash = /^[0-9a-f]+$/i.test(value) ? HASHES[value.length] : undefined;
  if (hash) return file({ hashes: { [hash]: value } });
  return value.includes('@') ? emailAddress(value) : domainName(value.toLowerCase());
}
