/** STIX 2.1 as OpenCTI speaks it: ids, builders, markings. */
export { type CanonicalValue, canonicalJson } from './canonical.ts';
export { hashName } from './hashes.ts';
export { externalReferenceId, type IdProperties, stixId } from './ids.ts';
export { isStixId, type StixBundle, type StixId, type StixObject, stixTypeOf } from './object.ts';
export { type Organization, organization } from './organization.ts';
export {
  autonomousSystem,
  domainName,
  emailAddress,
  file,
  hostname,
  ipv4Address,
  ipv6Address,
  macAddress,
  observable,
  url,
  type ValueObservable,
} from './sco.ts';
export { scoId } from './sco-ids.ts';
export { isWithinTlp, parseTlp, TLP_NAMES, type TlpName, tlpId, tlpMarking } from './tlp.ts';
export { deterministicId } from './uuid5.ts';
