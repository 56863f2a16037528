import { type StixObject, stixId } from '@opencti-connectors/core/stix';
import type { AttackObject } from './attack-source.ts';
import type { Settings } from './settings.ts';
import type { Mapped } from './to-stix.ts';

interface Reference {
  readonly source_name?: string;
  readonly external_id?: string;
}

/** CAPEC's objects in ATT&CK's shape, with the hierarchy that it keeps in properties as relationships. Pure. */
export function capecAsAttack(objects: readonly AttackObject[], settings: Settings): AttackObject[] {
  const names = distinctNames(objects.filter(({ type }) => type === 'course-of-action'));
  return objects.flatMap((object) => {
    const name = names.get(object.id) ?? object.name;
    if (object.type !== 'attack-pattern') return [{ ...object, ...described(object), name }];
    return [pattern(object, settings), ...parents(object, settings.capecParents)];
  });
}

function pattern(object: AttackObject, { capecCwe }: Settings): AttackObject {
  const own = references(object);
  return {
    ...object,
    ...described(object),
    x_mitre_id: own.find(({ source_name }) => source_name === 'capec')?.external_id,
    x_mitre_deprecated: object.x_capec_status === 'Deprecated',
    external_references: capecCwe ? own : own.filter(({ source_name }) => source_name !== 'cwe'),
  };
}

function references({ external_references: given }: StixObject): readonly Reference[] {
  return Array.isArray(given) ? (given as Reference[]) : [];
}

function described(object: AttackObject): { description?: string } {
  const texts = [object.description, object.x_capec_extended_description];
  const description = texts.map(plainText).filter(Boolean).join('\n\n');
  return description ? { description } : {};
}

/** XHTML in texts becomes paragraphs; other angle brackets are examples of attacks and stay. */
function plainText(text: unknown): string {
  if (typeof text !== 'string' || !text.includes('xhtml:')) return typeof text === 'string' ? text : '';
  const lines = text
    .replace(/\s+/g, ' ')
    .replace(/<\/xhtml:(?:p|div|ul|ol|li)>|<xhtml:br ?\/>/g, '\n')
    .replace(/<xhtml:li>/g, '- ')
    .replace(/<\/?xhtml:[^<>]*>/g, '');
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n\n');
}

/** Six pairs of different mitigations share a name, which is all that the platform tells them apart by. */
function distinctNames(mitigations: readonly AttackObject[]): Map<string, string> {
  const seen = new Map<string, number>();
  const names = new Map<string, string>();
  for (const { id, name } of mitigations.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const times = (seen.get(String(name)) ?? 0) + 1;
    seen.set(String(name), times);
    names.set(id, times === 1 ? String(name) : `${name} (${times})`);
  }
  return names;
}

function parents(child: AttackObject, type: Settings['capecParents']): AttackObject[] {
  const refs = child.x_capec_child_of_refs;
  if (type === 'none' || !Array.isArray(refs)) return [];
  return refs.map((parent: unknown) => derived(child, type, String(parent)));
}

/** A relationship that the data say in another way, by the author and with the marking of its source. */
function derived(source: StixObject, relationship_type: string, target_ref: string): AttackObject {
  const { created_by_ref, created, modified, object_marking_refs } = source;
  const ends = { relationship_type, source_ref: source.id, target_ref };
  const id = stixId('relationship', ends);
  const about = { created_by_ref, created, modified, object_marking_refs };
  return { type: 'relationship', spec_version: '2.1', id, ...ends, ...about };
}

/** CAPEC patterns `related-to` the live techniques that they name, and how many names lead nowhere. Pure. */
export function attackLinks(capec: Mapped, attack: readonly Mapped[]): { links: StixObject[]; unknown: number } {
  const techniques = new Map(attack.flatMap(({ objects }) => [...objects.values()].flatMap(live)));
  const links = new Map<string, StixObject>();
  let unknown = 0;
  for (const found of [...capec.objects.values()].filter(({ type }) => type === 'attack-pattern')) {
    for (const { external_id } of references(found).filter(({ source_name }) => source_name === 'ATTACK')) {
      const technique = techniques.get(String(external_id));
      if (!technique) unknown += 1;
      const link = technique && derived(found, 'related-to', technique);
      if (link) links.set(link.id, link as StixObject);
    }
  }
  return { links: [...links.values()], unknown };
}

function live({ type, id, x_mitre_id, revoked }: StixObject): [string, string][] {
  return type === 'attack-pattern' && typeof x_mitre_id === 'string' && revoked !== true ? [[x_mitre_id, id]] : [];
}
