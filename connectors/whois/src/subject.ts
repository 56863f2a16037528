import { domainToASCII } from 'node:url';
import { isPrivateAddress } from '@opencti-connectors/core';
import type { StixObject } from '@opencti-connectors/core/stix';
import ipaddr from 'ipaddr.js';
import { parse } from 'tldts';

/** What a registry is asked about. */
export type Subject =
  /** `name` is the registrable domain in ASCII, `asked` the name that it was found in, `tld` its last label. */
  | { readonly kind: 'domain'; readonly name: string; readonly asked: string; readonly tld: string }
  /** `name` is an address or a network such as 198.51.100.0/24. */
  | { readonly kind: 'ip'; readonly name: string; readonly version: 4 | 6 }
  | { readonly kind: 'autnum'; readonly name: string; readonly number: number };

/** Top-level domains that no registry holds (RFC 6761, 8375, 9476), and names that private networks use. */
const LOCAL = new Set(
  'local localhost localdomain test example invalid onion alt arpa internal lan home corp private intranet'.split(' '),
);
/** Autonomous systems for documentation, private use and transition (IANA's registry of special-purpose AS numbers). */
const SPECIAL_AS: readonly (readonly [number, number])[] = [
  [0, 0],
  [23_456, 23_456],
  [64_496, 131_071],
  [4_200_000_000, 4_294_967_295],
];

/** What to ask about an entity, or why nothing is asked, in a sentence. */
export function subjectOf(entity: StixObject): Subject | { readonly reason: string } {
  if (entity.type === 'autonomous-system') return autnum(Number(entity.number));
  const value = String(entity.value ?? '').trim();
  if (entity.type === 'ipv4-addr' || entity.type === 'ipv6-addr') return address(value);
  if (entity.type === 'email-addr') return domain(value.slice(value.lastIndexOf('@') + 1));
  if (entity.type !== 'url') return domain(value);
  const host = URL.parse(value)?.hostname ?? '';
  if (host === '') return { reason: `Not looked up: ${short(value)} is a URL without a host.` };
  return parse(host).isIp ? address(host.replace(/^\[|\]$/g, '')) : domain(host);
}

function domain(value: string): Subject | { readonly reason: string } {
  // The URL parser would drop line ends, and make one name of two lines.
  const name = /[\s\p{Cc}]/u.test(value) ? '' : domainToASCII(value.replace(/\.$/, '')).toLowerCase();
  const { domain: registrable, publicSuffix, isIp } = parse(name);
  if (isIp) return address(name);
  if (!publicSuffix || name.length > 253) return { reason: `Not looked up: ${short(value)} is not a domain name.` };
  const tld = publicSuffix.slice(publicSuffix.lastIndexOf('.') + 1);
  if (LOCAL.has(tld)) return { reason: `Not looked up: no registry holds names below ${tld}.` };
  if (!registrable) return { reason: `Not looked up: ${name} is a suffix that others register names below.` };
  return { kind: 'domain', name: registrable, asked: name, tld };
}

function address(value: string): Subject | { readonly reason: string } {
  const [text = '', length, ...more] = value.split('/');
  if (!ipaddr.isValid(text) || more.length > 0) return { reason: `Not looked up: ${short(value)} is not an address.` };
  if (isPrivateAddress(text)) {
    return { reason: `Not looked up: ${value} is a special-purpose address, which no registry gives to anybody.` };
  }
  const parsed = ipaddr.process(text);
  const version = parsed.kind() === 'ipv4' ? 4 : 6;
  const bits = length === undefined ? undefined : Number(length);
  const isNetwork = bits !== undefined && Number.isInteger(bits) && bits > 0 && bits <= (version === 4 ? 32 : 128);
  if (bits !== undefined && !isNetwork) return { reason: `Not looked up: ${short(value)} is not a network.` };
  return { kind: 'ip', name: isNetwork ? `${parsed}/${bits}` : String(parsed), version };
}

function autnum(number: number): Subject | { readonly reason: string } {
  if (!Number.isInteger(number) || number < 0 || number > 4_294_967_295) {
    return { reason: `Not looked up: ${number} is not the number of an autonomous system.` };
  }
  const isSpecial = SPECIAL_AS.some(([first, last]) => number >= first && number <= last);
  if (isSpecial) return { reason: `Not looked up: AS${number} is reserved, no registry gives it to anybody.` };
  return { kind: 'autnum', name: `AS${number}`, number };
}

/** No more of a value than a message can bear. */
function short(value: string): string {
  return value.length > 100 ? `${value.slice(0, 100)}…` : value;
}
