/** Core relationships that the platform knows (protocol.md 8.5). */
export const RELATIONSHIP_TYPES: ReadonlySet<string> = new Set(
  (
    'delivers targets uses beacons-to attributed-to exfiltrates-to compromises downloads interpreted-by exploits ' +
    'characterizes analysis-of static-analysis-of dynamic-analysis-of derived-from duplicate-of originates-from ' +
    'investigates located-at based-on hosts owns authored-by communicates-with mitigates controls has consists-of ' +
    'indicates variant-of impersonates remediates related-to drops part-of cooperates-with participates-in ' +
    'subtechnique-of revoked-by belongs-to resolves-to technology technology-to technology-from transferred-to ' +
    'demonstrates detects publishes amplifies subnarrative-of employed-by resides-in citizen-of national-of known-as ' +
    'reports-to supports should-cover has-covered'
  ).split(' '),
);

/** Relationships that only few types have, with the types at their start; any other pair is let through here. */
const STARTS: Readonly<Record<string, readonly string[]>> = {
  'resides-in': ['Individual', 'Threat-Actor-Individual'],
  'citizen-of': ['Individual', 'Threat-Actor-Individual'],
  'national-of': ['Individual', 'Threat-Actor-Individual'],
  'employed-by': ['Individual', 'Threat-Actor-Individual'],
  'reports-to': ['Individual', 'Threat-Actor-Individual'],
  'known-as': ['Individual', 'Threat-Actor-Individual'],
  'subtechnique-of': ['Attack-Pattern'],
  mitigates: ['Course-Of-Action'],
  indicates: ['Indicator'],
};

/** False when the platform's model has no such relationship from a type. */
export function mayRelate(relationship: string, from: string): boolean {
  return STARTS[relationship]?.includes(from) ?? true;
}
