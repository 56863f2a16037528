import type { StixObject } from '@opencti-connectors/core/stix';
import type { AttackObject } from './attack-source.ts';

/** Objects to send, and how many were left out for which reason: nothing disappears without a count. */
export interface Mapped {
  readonly objects: readonly StixObject[];
  readonly leftOut: Readonly<Record<string, number>>;
}

/** ATT&CK's own types that OpenCTI has under another name. */
const RENAMED: Readonly<Record<string, string>> = {
  'x-mitre-data-source': 'data-source',
  'x-mitre-data-component': 'data-component',
};

/** ATT&CK's structure, for which OpenCTI has no type. */
const STRUCTURE = new Set([
  'x-mitre-tactic',
  'x-mitre-matrix',
  'x-mitre-collection',
  'x-mitre-analytic',
  'x-mitre-detection-strategy',
  'x-mitre-asset',
]);

export interface MappingOptions {
  /** Keeps the statement markings of the source. */
  readonly keepMarkings: boolean;
}

/** ATT&CK objects, STIX 2.0 or 2.1, as OpenCTI takes them. Pure. */
export function toStix(source: readonly AttackObject[], options: MappingOptions): Mapped {
  const leftOut: Record<string, number> = {};
  const skip = (reason: string) => {
    leftOut[reason] = (leftOut[reason] ?? 0) + 1;
  };
  const kept = new Set(source.filter(({ type }) => !STRUCTURE.has(type)).map(({ id }) => id));
  const objects: StixObject[] = [];
  for (const object of source) {
    if (STRUCTURE.has(object.type)) skip(`${object.type}: OpenCTI has no such type`);
    else if (object.type === 'relationship' && isDangling(object, kept)) skip('relationship: an end is not sent');
    else objects.push(convert(object, options));
  }
  return { objects, leftOut };
}

function isDangling(object: AttackObject, kept: ReadonlySet<string>): boolean {
  return !kept.has(String(object.source_ref)) || !kept.has(String(object.target_ref));
}

function convert(object: AttackObject, { keepMarkings }: MappingOptions): StixObject {
  const mitreId = externalId(object);
  const { object_marking_refs: markings, ...rest } = object;
  const renamed = RENAMED[object.type];
  return {
    ...rest,
    type: renamed ?? object.type,
    id: renamed ? object.id.replace(object.type, renamed) : object.id,
    spec_version: '2.1',
    ...references(rest),
    ...(mitreId ? { x_mitre_id: mitreId } : {}),
    ...(keepMarkings && markings ? { object_marking_refs: markings } : {}),
  };
}

/** References to renamed types follow their new names. */
function references(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const [property, value] of Object.entries(object)) {
    if (!property.endsWith('_ref') || typeof value !== 'string' || !value.startsWith('x-mitre-data-')) continue;
    changed[property] = value.replace('x-mitre-', '');
  }
  return changed;
}

const MITRE_SOURCES = new Set(['mitre-attack', 'mitre-mobile-attack', 'mitre-ics-attack']);

/** `T1059` of a technique, `S0002` of a software: the reference that ATT&CK gives of itself. */
function externalId({ external_references: given }: AttackObject): string | undefined {
  if (!Array.isArray(given)) return undefined;
  const own = (given as { source_name?: string; external_id?: string }[]).find(({ source_name }) =>
    MITRE_SOURCES.has(source_name ?? ''),
  );
  return own?.external_id;
}
