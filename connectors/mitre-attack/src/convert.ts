import { type StixObject, stixId } from '@opencti-connectors/core/stix';
import type { AttackObject } from './attack-source.ts';
import { describeLogSources } from './detections.ts';
import { orderedPhases, type PhaseOrder } from './kill-chain.ts';
import type { Settings } from './settings.ts';

/** What one object needs to know of its release. */
export interface ReleaseFacts {
  readonly settings: Settings;
  readonly order: PhaseOrder;
  /** Major version, such as `18`. */
  readonly major: string | undefined;
  /** Detection text by technique. */
  readonly detections: ReadonlyMap<string, string>;
  /** Statement markings that are not wanted. */
  readonly droppedMarkings: ReadonlySet<string>;
  /** Who made the release: author of what names none. */
  readonly author: string | undefined;
}

/** The only properties of ATT&CK's own that the platform keeps. */
const KEPT = new Set([
  'x_mitre_platforms',
  'x_mitre_permissions_required',
  'x_mitre_detection',
  'x_mitre_collection_layers',
  'x_mitre_data_source_ref',
]);

const MITRE_SOURCES = new Set(['mitre-attack', 'mitre-mobile-attack', 'mitre-ics-attack']);
const NOT_GIVEN = 'None';

type Draft = Record<string, unknown>;

const HOUSEKEEPING = /^x_(mitre|capec)_/;

/** An ATT&CK object, STIX 2.0 or 2.1, as OpenCTI takes it. Pure. */
export function convert(object: AttackObject, facts: ReleaseFacts): StixObject {
  const { settings } = facts;
  const draft: Draft = { ...withoutHousekeeping(object), spec_version: '2.1' };
  const mitreId = mitreIdOf(object);
  if (mitreId !== undefined && hasMitreId(object.type)) draft.x_mitre_id = mitreId;
  if (isAuthored(object.type)) draft.created_by_ref ??= facts.author;
  Object.assign(draft, specifics(object, facts));
  const named = settings.labels.length > 0 && isLabelled(object.type);
  if (named) draft.labels = [...new Set([...((draft.labels as string[] | undefined) ?? []), ...settings.labels])];
  if (typeof draft.description === 'string') draft.description = cited(draft, settings.citations);
  const markings = draft.object_marking_refs;
  if (Array.isArray(markings)) draft.object_marking_refs = markings.filter((id) => !facts.droppedMarkings.has(id));
  return withoutBlanks(draft) as unknown as StixObject;
}

function isAuthored(type: string): boolean {
  return type !== 'identity' && type !== 'marking-definition';
}

function isLabelled(type: string): boolean {
  return isAuthored(type) && type !== 'relationship';
}

function hasMitreId(type: string): boolean {
  return type === 'attack-pattern' || type === 'course-of-action';
}

function withoutHousekeeping(object: AttackObject): Draft {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !HOUSEKEEPING.test(name) || KEPT.has(name)));
}

function specifics(object: AttackObject, facts: ReleaseFacts): Draft {
  if (object.type === 'attack-pattern') return technique(object, facts);
  if (object.type === 'malware' || object.type === 'tool') return software(object);
  if (object.type === 'x-mitre-data-component') return dataComponent(object);
  return {};
}

function technique(object: AttackObject, { settings, order, major, detections }: ReleaseFacts): Draft {
  const version = settings.versionedKillChain ? major : undefined;
  const phases = orderedPhases(object.kill_chain_phases, order, version);
  const tactics = Array.isArray(phases) ? phases.map((phase: { phase_name: string }) => phase.phase_name) : [];
  return {
    kill_chain_phases: phases,
    x_mitre_detection: object.x_mitre_detection || detections.get(object.id),
    ...(settings.tacticsAs === 'label' ? { labels: [...new Set(tactics)] } : {}),
  };
}

/** STIX 2.0 said `labels: ["malware"]` where 2.1 has the type itself. */
function software(object: AttackObject): Draft {
  const aliases = Array.isArray(object.x_mitre_aliases) ? object.x_mitre_aliases : object.aliases;
  const own = Array.isArray(object.labels) ? object.labels.filter((label) => label !== object.type) : undefined;
  return {
    aliases: Array.isArray(aliases) ? aliases.filter((alias) => alias !== object.name) : undefined,
    labels: own,
    ...(object.type === 'malware' ? { is_family: object.is_family ?? true } : {}),
  };
}

function dataComponent(object: AttackObject): Draft {
  const sources = describeLogSources(object.x_mitre_log_sources);
  if (!sources) return {};
  return {
    description: `${String(object.description ?? '')}\n\nLog sources:\n${sources.map((s) => `- ${s}`).join('\n')}`,
  };
}

/** Values that would overwrite something on the platform with nothing. */
function withoutBlanks(draft: Draft): Draft {
  const platforms = draft.x_mitre_platforms;
  if (Array.isArray(platforms)) draft.x_mitre_platforms = platforms.filter((name) => name !== NOT_GIVEN);
  return Object.fromEntries(Object.entries(draft).filter(([name, value]) => !isBlank(name, value)));
}

function isBlank(name: string, value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (name === 'revoked') return value === false;
  return Array.isArray(value) && value.length === 0;
}

const CITATION = /\s*\(Citation: ([^)]+)\)/g;

/** `(Citation: X)` as the number of the external reference X, or not at all. */
function cited({ description, external_references }: Draft, how: Settings['citations']): string {
  const text = String(description);
  if (how === 'keep') return text;
  const references = Array.isArray(external_references) ? (external_references as { source_name?: string }[]) : [];
  const names = references.map(({ source_name }) => source_name);
  return text.replace(CITATION, (whole, name: string) => {
    if (how === 'remove') return '';
    const place = names.indexOf(name.trim());
    return place < 0 ? whole : ` [${place + 1}]`;
  });
}

/** `T1059` of a technique, `S0002` of a software: the reference that ATT&CK gives of itself; for CAPEC, as it was set. */
export function mitreIdOf({ x_mitre_id: known, external_references: given }: AttackObject): string | undefined {
  if (typeof known === 'string') return known;
  if (!Array.isArray(given)) return undefined;
  const references = given as { source_name?: string; external_id?: string }[];
  return references.find(({ source_name }) => MITRE_SOURCES.has(source_name ?? ''))?.external_id;
}

/** What the platform tells objects of a type apart by: two objects with the same key become one there. */
export function platformKeyOf(object: AttackObject): string | undefined {
  if (typeof object.name !== 'string') return undefined;
  const mitreId = hasMitreId(object.type) ? mitreIdOf(object) : undefined;
  return `${object.type} ${(mitreId ?? object.name).trim().toLowerCase()}`;
}

/** An ICS asset as a system. */
export function assetAsSystem(asset: AttackObject): AttackObject {
  const sectors = Array.isArray(asset.x_mitre_sectors) ? asset.x_mitre_sectors.map(String) : [];
  return {
    ...asset,
    type: 'identity',
    id: systemId(asset),
    identity_class: 'system',
    sectors: undefined,
    labels: sectors,
  };
}

function systemId({ name }: AttackObject): string {
  return stixId('identity', { name, identity_class: 'system' });
}

/** A tactic as an attack pattern with its own ATT&CK id. */
export function tacticAsAttackPattern(tactic: AttackObject): AttackObject {
  const mitreId = mitreIdOf(tactic);
  const id = stixId('attack-pattern', { name: tactic.name, ...(mitreId ? { x_mitre_id: mitreId } : {}) });
  return { ...tactic, type: 'attack-pattern', id };
}
