import { type Model, modelOf } from './model/model.ts';
import type { Element } from './store.ts';

/** What people see of an element. */
export interface Representative {
  readonly main: string;
  readonly secondary: string | null;
}

/** What stands for an element before people: its name, value, first hash…; of relationships both ends. */
export function mainName(element: Element, find: (id: string) => Element | undefined): string {
  const { properties, entityType, type } = element;
  if (type === 'relationship' || type === 'sighting') {
    const ends = [properties.source_ref ?? properties.sighting_of_ref, properties.target_ref ?? firstOf(properties)];
    return ends.map((ref) => nameOf(find(String(ref)), find)).join(' \u279c ');
  }
  if (type === 'observed-data') return [properties.first_observed, properties.last_observed].map(String).join(' - ');
  return shownValue(properties, modelOf(entityType)) ?? element.standardId;
}

export function representative(element: Element, find: (id: string) => Element | undefined): Representative {
  const { description, x_opencti_description: own, content } = element.properties;
  const secondary = [own, description, element.type === 'note' ? content : undefined].find(
    (one) => typeof one === 'string' && one !== '',
  );
  return { main: mainName(element, find), secondary: secondary === undefined ? null : String(secondary) };
}

function firstOf({ where_sighted_refs: refs }: Readonly<Record<string, unknown>>): unknown {
  return Array.isArray(refs) ? refs[0] : refs;
}

function nameOf(element: Element | undefined, find: (id: string) => Element | undefined): string {
  return element ? mainName(element, find) : 'Restricted';
}

function shownValue(properties: Readonly<Record<string, unknown>>, { name, shown }: Model): string | undefined {
  for (const path of shown) {
    const value = valueAt(properties, path);
    if (value === undefined || value === '') continue;
    const { version } = properties;
    return name === 'Software' && version ? `${String(value)} (${String(version)})` : String(value);
  }
  return undefined;
}

function valueAt(properties: Readonly<Record<string, unknown>>, path: string): unknown {
  if (!path.startsWith('hashes.')) return properties[path] ?? undefined;
  const hashes = properties.hashes;
  return typeof hashes === 'object' && hashes !== null
    ? (hashes as Record<string, unknown>)[path.slice('hashes.'.length)]
    : undefined;
}
