import { createHash } from 'node:crypto';
import { type CanonicalValue, canonicalJson, type StixObject } from '@opencti-connectors/core/stix';
import type { Mapped } from './to-stix.ts';

/** A hash of what would be sent, by id: all that is kept of an earlier release while the next one is compared. */
export type Fingerprints = ReadonlyMap<string, string>;

/** What an earlier release brought. */
export interface Earlier {
  readonly fingerprints: Fingerprints;
  /** Ids of its revoked objects. */
  readonly revoked: ReadonlySet<string>;
  /** ATT&CK ids of its techniques. */
  readonly mitreIds: ReadonlyMap<string, string>;
}

/** What has to be sent to come from one release to the next. */
export interface Difference {
  readonly changed: readonly StixObject[];
  /** Unchanged objects that changed ones refer to. */
  readonly needed: readonly StixObject[];
  /** Objects that are no longer in the release: counted, never deleted. */
  readonly vanished: number;
  /** Techniques whose ATT&CK id changed, as `T1 is now T2`. */
  readonly renumbered: readonly string[];
}

/** The time of the last edit says nothing about the content, and the platform keeps its own. */
export function fingerprint({ modified: _edited, ...content }: StixObject): string {
  return createHash('sha256')
    .update(canonicalJson(content as CanonicalValue))
    .digest('base64url')
    .slice(0, 22);
}

export function fingerprints({ objects }: Pick<Mapped, 'objects'>): Fingerprints {
  return new Map([...objects.values()].map((object) => [object.id, fingerprint(object)]));
}

/** One digest for everything that a release would send, whatever the order. */
export function digestOf(all: Fingerprints): string {
  const lines = [...all].map(([id, hash]) => `${id} ${hash}`).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** What is remembered of an earlier release. */
export function remember({ objects }: Mapped): Earlier {
  const all = [...objects.values()];
  return {
    fingerprints: fingerprints({ objects }),
    revoked: new Set(all.filter(({ revoked }) => revoked === true).map(({ id }) => id)),
    mitreIds: new Map(
      all.flatMap(({ id, x_mitre_id }) => (typeof x_mitre_id === 'string' ? [[id, x_mitre_id] as const] : [])),
    ),
  };
}

/** Compares by what would be sent (decision 24). */
export function difference(earlier: Earlier, next: Mapped): Difference {
  const changed = new Map<string, StixObject>();
  const renumbered: string[] = [];
  for (const object of next.objects.values()) {
    if (earlier.fingerprints.get(object.id) === fingerprint(object)) continue;
    const previousId = earlier.mitreIds.get(object.id);
    const isRenumbered = previousId !== undefined && previousId !== object.x_mitre_id;
    if (isRenumbered) renumbered.push(`${previousId} is now ${String(object.x_mitre_id)}`);
    const revived = earlier.revoked.has(object.id) && object.revoked === undefined ? { revoked: false } : {};
    changed.set(object.id, { ...object, ...revived, ...(isRenumbered ? alias(object, previousId) : {}) });
  }
  for (const object of next.retired.values()) if (earlier.fingerprints.has(object.id)) changed.set(object.id, object);
  const vanished = [...earlier.fingerprints.keys()].filter((id) => !next.objects.has(id) && !next.retired.has(id));
  return { changed: [...changed.values()], needed: needed(changed, next), vanished: vanished.length, renumbered };
}

/** Who looks for a technique by its old id finds it. */
function alias(object: StixObject, previousId: string): { aliases: string[] } {
  const aliases = Array.isArray(object.aliases) ? object.aliases.map(String) : [];
  return { aliases: [...aliases, previousId] };
}

/** Everything that the changed objects refer to, and what those refer to. */
function needed(changed: ReadonlyMap<string, StixObject>, { objects }: Mapped): StixObject[] {
  const found = new Map<string, StixObject>();
  const waiting = [...changed.values()];
  for (let object = waiting.pop(); object; object = waiting.pop()) {
    for (const id of referencesOf(object)) {
      const target = changed.has(id) || found.has(id) ? undefined : objects.get(id);
      if (!target) continue;
      found.set(id, target);
      waiting.push(target);
    }
  }
  return [...found.values()];
}

function referencesOf(object: StixObject): string[] {
  return Object.entries(object).flatMap(([name, value]) => {
    if (name.endsWith('_ref') && typeof value === 'string') return [value];
    return name.endsWith('_refs') && Array.isArray(value) ? value.map(String) : [];
  });
}
