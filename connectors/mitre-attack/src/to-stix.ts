import type { StixObject } from '@opencti-connectors/core/stix';
import type { AttackObject, AttackRelease } from './attack-source.ts';
import { capecAsAttack } from './capec.ts';
import { assetAsSystem, convert, platformKeyOf, type ReleaseFacts, tacticAsAttackPattern } from './convert.ts';
import { rebuildDetections } from './detections.ts';
import { phaseOrder } from './kill-chain.ts';
import type { Settings } from './settings.ts';
import { Tally } from './tally.ts';

/** A release as it would be sent. */
export interface Mapped {
  readonly objects: ReadonlyMap<string, StixObject>;
  /** Deprecated objects, flagged: sent only where an earlier release brought them. */
  readonly retired: ReadonlyMap<string, StixObject>;
  /** How many objects of the source were left out, by reason. */
  readonly leftOut: Tally;
}

type Standing = 'live' | 'revoked' | 'deprecated';

/** Types that are sent as they are; all others need a rule or a reason. */
const ENTITY_TYPES = new Set([
  'attack-pattern',
  'campaign',
  'course-of-action',
  'identity',
  'intrusion-set',
  'malware',
  'marking-definition',
  'tool',
  'x-mitre-data-component',
  'x-mitre-data-source',
]);

/** Types that others need to be understood: no filter applies to them. */
const FOUNDATION = new Set(['identity', 'marking-definition']);

/** Why types without a counterpart in OpenCTI are left out. */
const STRUCTURE: Readonly<Record<string, string>> = {
  'x-mitre-analytic': 'part of the detection text of techniques',
  'x-mitre-detection-strategy': 'part of the detection text of techniques',
  'x-mitre-asset': 'imported as systems with MITRE_ASSETS=true',
  'x-mitre-tactic': 'sent as kill chain phases (see MITRE_TACTICS_AS)',
  'x-mitre-matrix': 'gives the order of kill chain phases',
  'x-mitre-collection': 'gives the release',
};

const ONLY_EXISTING = 'sent only where an earlier release brought it';

/** One release in the form that OpenCTI takes, without what it has no place for. Pure and linear. */
export function toStix(release: AttackRelease, settings: Settings): Mapped {
  const isCapec = release.domain === 'capec';
  const objects = isCapec ? capecAsAttack(release.objects, settings) : release.objects;
  return new Mapping({ ...release, objects }, settings).run();
}

class Mapping {
  readonly #settings: Settings;
  readonly #release: AttackRelease;
  readonly #facts: ReleaseFacts;
  readonly #objects = new Map<string, StixObject>();
  readonly #retired = new Map<string, StixObject>();
  readonly #leftOut = new Tally();
  readonly #standing: ReadonlyMap<string, Standing>;
  /** Keys of live objects on the platform: a dead namesake must not be sent, or it would flag the live one. */
  readonly #live = new Set<string>();
  readonly #types: ReadonlyMap<string, string>;
  readonly #detects: readonly StixObject[];
  /** Ids that become others: assets as systems. */
  readonly #renamed = new Map<string, string>();

  constructor(release: AttackRelease, settings: Settings) {
    const { objects } = release;
    this.#settings = settings;
    this.#release = release;
    this.#standing = new Map(objects.map((object) => [object.id, standing(object)]));
    this.#types = new Map(objects.map(({ id, type }) => [id, type]));
    for (const [reason, count] of Object.entries(release.malformed)) this.#leftOut.add(reason, count);
    const { texts, relationships } = rebuildDetections(objects, (id) => this.#standing.get(id) === 'live');
    this.#detects = relationships;
    this.#facts = {
      settings,
      order: phaseOrder(objects),
      major: release.release?.split('.')[0],
      detections: texts,
      droppedMarkings: droppedMarkings(objects, settings),
      author: objects.find(({ type }) => type === 'identity')?.id,
    };
  }

  run(): Mapped {
    const { objects } = this.#release;
    for (const object of objects) {
      const key = this.#standing.get(object.id) === 'live' ? platformKeyOf(object) : undefined;
      if (key !== undefined) this.#live.add(key);
    }
    for (const object of objects) if (object.type !== 'relationship') this.#entity(object);
    this.#neededSources();
    for (const object of objects) if (object.type === 'relationship') this.#relationship(object);
    for (const object of this.#detects) this.#rebuilt(object);
    return { objects: this.#objects, retired: this.#retired, leftOut: this.#leftOut };
  }

  #entity(object: AttackObject): void {
    const known = this.#asKnownType(object);
    const reason = known ? this.#unwanted(known) : (STRUCTURE[object.type] ?? 'OpenCTI has no such type');
    if (known && reason === undefined) this.#place(known, this.#standing.get(object.id) ?? 'live');
    else this.#leftOut.add(`${object.type}: ${reason}`);
  }

  #asKnownType(object: AttackObject): AttackObject | undefined {
    if (ENTITY_TYPES.has(object.type)) return object;
    if (object.type === 'x-mitre-asset' && this.#settings.assets) return this.#rename(object, assetAsSystem(object));
    if (object.type === 'x-mitre-tactic' && this.#settings.tacticsAs === 'attack-pattern') {
      return this.#rename(object, tacticAsAttackPattern(object));
    }
    return undefined;
  }

  #rename(object: AttackObject, known: AttackObject): AttackObject {
    this.#renamed.set(object.id, known.id);
    return known;
  }

  /** Why the settings leave an object out. */
  #unwanted(object: AttackObject): string | undefined {
    const { id, type, x_mitre_version: version } = object;
    const { types, platforms, tactics, minVersion = 0 } = this.#settings;
    if (this.#facts.droppedMarkings.has(id)) return 'the statement is left out by setting';
    if (FOUNDATION.has(type)) return undefined;
    if (types.length > 0 && !types.includes(type)) return 'left out by MITRE_TYPES';
    if (Number(version) < minVersion) return 'left out by MITRE_MIN_VERSION';
    if (isOutside(object.x_mitre_platforms, platforms)) return 'left out by MITRE_PLATFORMS';
    return isOutside(phasesOf(object), tactics) ? 'left out by MITRE_TACTICS' : undefined;
  }

  /** Puts an object where its standing and the settings want it. */
  #place(object: AttackObject, status: Standing): void {
    if (status === 'live') this.#objects.set(object.id, convert(object, this.#facts));
    else this.#placeDead(object, status, this.#settings[status]);
  }

  #placeDead(object: AttackObject, status: 'revoked' | 'deprecated', policy: Settings['deprecated']): void {
    const what = `${status} ${object.type}`;
    const key = platformKeyOf(object);
    if (policy === 'ignore') this.#leftOut.add(`${what}: left out by setting`);
    else if (key !== undefined && this.#live.has(key)) this.#leftOut.add(`${what}: a live object has its name or id`);
    else {
      const flagged = convert(
        policy === 'label' ? labelled(object, status) : { ...object, revoked: true },
        this.#facts,
      );
      if (policy === 'existing') this.#leftOut.add(`${what}: ${ONLY_EXISTING}`);
      (policy === 'existing' ? this.#retired : this.#objects).set(object.id, flagged);
    }
  }

  /** A deprecated data source that a live component names is needed to understand the component. */
  #neededSources(): void {
    for (const object of this.#objects.values()) {
      const id = object.x_mitre_data_source_ref;
      const source = typeof id === 'string' ? this.#retired.get(id) : undefined;
      if (!source) continue;
      const { revoked: _flag, ...live } = source;
      this.#retired.delete(source.id);
      this.#objects.set(source.id, live as StixObject);
      this.#leftOut.add(`deprecated x-mitre-data-source: ${ONLY_EXISTING}`, -1);
    }
  }

  #relationship(object: AttackObject): void {
    const ends = { source_ref: this.#end(object.source_ref), target_ref: this.#end(object.target_ref) };
    const reason = this.#unwantedRelationship(object, [ends.source_ref, ends.target_ref]);
    if (reason) this.#leftOut.add(`relationship ${String(object.relationship_type)}: ${reason}`);
    else this.#place({ ...object, ...ends }, this.#standing.get(object.id) ?? 'live');
  }

  #unwantedRelationship(object: AttackObject, ends: readonly string[]): string | undefined {
    if (this.#types.get(String(object.source_ref)) === 'x-mitre-detection-strategy') {
      return 'rebuilt from data components, and as detection text';
    }
    if (!this.#isWantedRelationship(object)) return 'left out by MITRE_RELATIONSHIP_TYPES';
    const missing = ends.find((id) => !this.#objects.has(id));
    return missing === undefined ? undefined : this.#whyMissing(missing);
  }

  #isWantedRelationship({ relationship_type: type }: StixObject): boolean {
    const wanted = this.#settings.relationshipTypes;
    return wanted.length === 0 || wanted.includes(String(type));
  }

  #end(id: unknown): string {
    return this.#renamed.get(String(id)) ?? String(id);
  }

  #whyMissing(id: string): string {
    const type = this.#types.get(id);
    if (type === undefined) return 'an end is not in the release';
    const status = this.#standing.get(id);
    return `an end is ${status === 'live' || status === undefined ? '' : `${status} `}${type} and not sent`;
  }

  #rebuilt(detects: StixObject): void {
    const ends = [detects.source_ref, detects.target_ref].map(String);
    const wanted = this.#isWantedRelationship(detects) && ends.every((id) => this.#objects.has(id));
    if (wanted) this.#objects.set(detects.id, convert(detects, this.#facts));
  }
}

function standing({ revoked, x_mitre_deprecated: deprecated }: AttackObject): Standing {
  if (revoked === true) return 'revoked';
  return deprecated === true ? 'deprecated' : 'live';
}

/** True when the names are given, some are wanted, and none of them is; what says nothing is for all. */
function isOutside(names: unknown, wanted: readonly string[]): boolean {
  if (wanted.length === 0 || !Array.isArray(names) || names.length === 0) return false;
  const lower = new Set(wanted.map((name) => name.toLowerCase()));
  return !names.some((name) => lower.has(String(name).toLowerCase()));
}

function phasesOf({ kill_chain_phases: phases }: AttackObject): unknown[] {
  return Array.isArray(phases) ? phases.map((phase: { phase_name?: unknown }) => phase.phase_name) : [];
}

function labelled(object: AttackObject, label: string): AttackObject {
  const labels = Array.isArray(object.labels) ? object.labels : [];
  return { ...object, revoked: false, labels: [...labels, label] };
}

/** MITRE's copyright statements, where another marking, or none, is wanted in their place. */
function droppedMarkings(objects: readonly AttackObject[], settings: Settings): ReadonlySet<string> {
  if (!settings.removeStatementMarking && settings.marking === undefined) return new Set();
  const statements = objects.filter(
    ({ type, definition_type }) => type === 'marking-definition' && definition_type === 'statement',
  );
  return new Set(statements.map(({ id }) => id));
}
