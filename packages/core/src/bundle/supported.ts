/** STIX types that the platform's import handles (protocol.md 8.5); objects of other types are not sent. */
const DOMAIN =
  'attack-pattern campaign case-incident case-rfi case-rft x-opencti-case-incident x-opencti-case-rfi ' +
  'x-opencti-case-rft channel course-of-action data-component data-source x-mitre-data-component ' +
  'x-mitre-data-source event feedback x-opencti-feedback grouping identity incident indicator infrastructure ' +
  'intrusion-set language location malware malware-analysis narrative note observed-data opinion report task ' +
  'x-opencti-task threat-actor tool vulnerability security-coverage';
const META = 'external-reference kill-chain-phase label marking-definition vocabulary relationship sighting pir';
const INTERNAL =
  'user group capability role settings notification work trash draftworkspace playbook deleteoperation workspace ' +
  'publicdashboard';
const OBSERVABLES =
  'autonomous-system directory domain-name email-addr email-message email-mime-part-type artifact file ' +
  'x509-certificate ipv4-addr ipv6-addr mac-addr mutex network-traffic process software url user-account ' +
  'windows-registry-key windows-registry-value-type hostname cryptographic-key cryptocurrency-wallet text user-agent ' +
  'bank-account phone-number credential tracking-number payment-card media-content persona ssh-key ai-prompt imei ' +
  'iccid imsi simple-observable';

const SUPPORTED = new Set([DOMAIN, META, INTERNAL, OBSERVABLES].flatMap((names) => names.split(' ')));

/** True when the platform imports objects of this STIX type. */
export function isSupportedType(type: string): boolean {
  return SUPPORTED.has(type);
}

const OBSERVABLE_TYPES = new Set(OBSERVABLES.split(' '));

/** True for cyber-observables, OpenCTI's own included. */
export function isObservableType(type: string): boolean {
  return OBSERVABLE_TYPES.has(type);
}
