/** STIX 2.1 as OpenCTI speaks it: ids, builders, markings, relationships, extensions, validation. */
export type { Built, CommonProperties, ExternalReference, KillChainPhase, Time } from './build.ts';
export { type CanonicalValue, canonicalJson } from './canonical.ts';
export {
  MITRE_EXTENSION,
  mitreValue,
  OPENCTI_EXTENSION,
  OPENCTI_OBSERVABLE_EXTENSION,
  openctiId,
  openctiValue,
  withOpenctiExtension,
} from './extensions.ts';
export { hashName } from './hashes.ts';
export { externalReferenceId, type IdProperties, stixId } from './ids.ts';
export { customMarking, label, statementMarking } from './meta.ts';
export { isStixId, type StixBundle, type StixId, type StixObject, stixTypeOf } from './object.ts';
export { objectId } from './object-id.ts';
export { observableOf } from './observable-of.ts';
export {
  aiPrompt,
  artifact,
  bankAccount,
  credential,
  cryptocurrencyWallet,
  cryptographicKey,
  directory,
  emailMessage,
  emailMimePart,
  iccid,
  imei,
  imsi,
  mediaContent,
  mutex,
  networkTraffic,
  paymentCard,
  persona,
  phoneNumber,
  process,
  software,
  sshKey,
  text,
  trackingNumber,
  userAccount,
  userAgent,
  windowsRegistryKey,
  windowsRegistryValue,
  x509Certificate,
} from './observables.ts';
export { openctiType } from './opencti-type.ts';
export { type Organization, organization } from './organization.ts';
export { patternOf, patternText, type Resolve } from './pattern.ts';
export {
  type End,
  type Relationship,
  type RelationshipProperties,
  relationship,
  type SightingProperties,
  sighting,
} from './relationship.ts';
export { isLegalRelationship, type RelationshipName, type RelationshipTarget } from './relationship-types.ts';
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
export {
  administrativeArea,
  attackPattern,
  campaign,
  caseIncident,
  caseRfi,
  caseRft,
  channel,
  city,
  country,
  courseOfAction,
  dataComponent,
  dataSource,
  event,
  feedback,
  grouping,
  identity,
  incident,
  indicator,
  individual,
  infrastructure,
  intrusionSet,
  language,
  malware,
  malwareAnalysis,
  narrative,
  note,
  observedData,
  opinion,
  position,
  region,
  report,
  sector,
  system,
  task,
  threatActorGroup,
  threatActorIndividual,
  tool,
  vulnerability,
} from './sdo.ts';
export { isWithinTlp, parseTlp, TLP_NAMES, type TlpName, tlpId, tlpMarking } from './tlp.ts';
export { deterministicId } from './uuid5.ts';
export { assertValid, type Flaw, type ValidateOptions, validate } from './validate.ts';
