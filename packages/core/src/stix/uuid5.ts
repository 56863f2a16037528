import { createHash } from 'node:crypto';
import { type CanonicalValue, canonicalJson } from './canonical.ts';

/** Namespace of all deterministic STIX ids (STIX 2.1 section 2.9). */
const NAMESPACE = Buffer.from('00abedb4aa42466c9c01fed23315a9b7', 'hex');

/** UUID version 5 (RFC 9562) of a text in the STIX namespace, hashed as UTF-8. */
export function uuid5(text: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(text, 'utf8').digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** `<type>--<uuid5 of the canonical JSON>`. @throws StixError for values that have no canonical form. */
export function deterministicId<Type extends string>(type: Type, contributing: CanonicalValue): `${Type}--${string}` {
  return `${type}--${uuid5(canonicalJson(contributing))}`;
}
