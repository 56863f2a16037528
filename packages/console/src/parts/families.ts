/** Types that belong together have a colour together. */
export type Family =
  | 'threat'
  | 'arsenal'
  | 'technique'
  | 'defence'
  | 'observable'
  | 'indicator'
  | 'party'
  | 'place'
  | 'container';

const FAMILIES: Readonly<Record<Exclude<Family, 'observable'>, string>> = {
  threat: 'Intrusion-Set Threat-Actor-Group Threat-Actor-Individual Campaign Incident Event',
  arsenal: 'Malware Malware-Analysis Tool Channel Vulnerability Infrastructure',
  technique: 'Attack-Pattern Narrative',
  defence: 'Course-Of-Action Data-Source Data-Component Security-Coverage',
  indicator: 'Indicator',
  party: 'Individual Organization Sector System SecurityPlatform',
  place: 'Administrative-Area City Country Position Region Language',
  container: 'Report Grouping Note Opinion Observed-Data Case-Incident Case-Rfi Case-Rft Feedback Task',
};

const BY_TYPE = new Map(
  Object.entries(FAMILIES).flatMap(([family, types]) => types.split(' ').map((type) => [type, family as Family])),
);

/** What is in no list is an observable. */
export function familyOf(type: string): Family {
  return BY_TYPE.get(type) ?? 'observable';
}

/** True for what the platform lists among domain objects. */
export function isDomain(type: string): boolean {
  return BY_TYPE.has(type);
}
