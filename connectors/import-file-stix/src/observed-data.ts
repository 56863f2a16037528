import type { Refusal } from '@opencti-connectors/core';
import { deterministicId, process, type StixObject, scoId } from '@opencti-connectors/core/stix';
import { isProperties } from './candidates.ts';

type Properties = Readonly<Record<string, unknown>>;
type Refuse = (refusal: Refusal) => void;

/** Properties of observables that 2.1 calls by another name. */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  directory: { created: 'ctime', modified: 'mtime', accessed: 'atime' },
  file: { created: 'ctime', modified: 'mtime', accessed: 'atime' },
  process: { created: 'created_time', binary_ref: 'image_ref' },
  'user-account': { password_last_changed: 'credential_last_changed' },
  'windows-registry-key': { modified: 'modified_time' },
};
/** References that are part of the id of what has them (STIX 2.1 chapter 6): they come first. */
const IN_IDS = ['parent_directory_ref', 'from_ref', 'src_ref', 'dst_ref'];
/** Further than files nest in folders. */
const MAX_CHAIN = 100;

/** True for observed data with its observations inside, as 2.0 has it. */
export function hasDictionary({ type, objects, object_refs: refs }: Properties): boolean {
  return type === 'observed-data' && isProperties(objects) && refs === undefined;
}

/**
 * The observations as observables of their own, marked as what held them, then the observed data that refers to them.
 * References inside the dictionary become ids; those that lead nowhere are dropped and refused.
 */
export function* observedContent(object: StixObject, path: string, refuse: Refuse): Generator<StixObject> {
  const { objects, ...rest } = object;
  const dictionary = new Dictionary(object, objects as Properties, `${path}.objects`, refuse);
  const observables = dictionary.observables();
  yield* observables;
  const refs = [...new Set(observables.map(({ id }) => id))];
  yield { ...(rest as StixObject), object_refs: refs };
}

class Dictionary {
  readonly #owner: StixObject;
  readonly #entries: ReadonlyMap<string, Properties>;
  readonly #path: string;
  readonly #refuse: Refuse;
  /** Undefined for what has no id: while it is being made, and for good when it cannot be made. */
  readonly #ids = new Map<string, string | undefined>();

  constructor(owner: StixObject, objects: Properties, path: string, refuse: Refuse) {
    this.#owner = owner;
    this.#path = path;
    this.#refuse = refuse;
    this.#entries = new Map(Object.entries(objects).flatMap(([key, value]) => this.#entry(key, value)));
  }

  observables(): StixObject[] {
    return [...this.#entries].flatMap(([key, entry]): StixObject[] => {
      const id = this.#idOf(key);
      if (id === undefined) return [];
      const { object_marking_refs: markings } = this.#owner;
      const marked = markings === undefined ? {} : { object_marking_refs: markings };
      const content = this.#resolved(entry, this.#pathOf(key)) as StixObject;
      return [{ ...marked, ...content, type: String(entry.type), spec_version: '2.1', id }];
    });
  }

  #entry(key: string, value: unknown): [string, Properties][] {
    if (isProperties(value) && typeof value.type === 'string') return [[key, renamed(value.type, value)]];
    this.#refuse({ path: this.#pathOf(key), reason: 'is no observable: it has no type' });
    return [];
  }

  #pathOf(key: string): string {
    return `${this.#path}['${key}']`;
  }

  #idOf(key: string, chain = 0): string | undefined {
    const entry = this.#entries.get(key);
    if (!entry || this.#ids.has(key) || chain > MAX_CHAIN) return this.#ids.get(key);
    this.#ids.set(key, undefined);
    const refs = IN_IDS.filter((name) => typeof entry[name] === 'string');
    const leading = refs.map((name) => [name, this.#idOf(String(entry[name]), chain + 1)]);
    try {
      const id = this.#made(key, { ...entry, ...Object.fromEntries(leading) });
      this.#ids.set(key, id);
      return id;
    } catch (error) {
      this.#refuse({ path: this.#pathOf(key), reason: (error as Error).message });
      return undefined;
    }
  }

  /** Where nothing in it makes an id, its place does. */
  #made(key: string, entry: Properties): string {
    const type = String(entry.type);
    if (type === 'process' && typeof entry.command_line === 'string')
      return process(entry as { command_line: string }).id;
    return scoId(type, entry) ?? deterministicId(type, { observed_data: this.#owner.id, key });
  }

  /** The value with the ids that its references stand for, at any depth. */
  #resolved(value: unknown, path: string): unknown {
    if (Array.isArray(value)) return value.map((one, index) => this.#resolved(one, `${path}[${index}]`));
    if (!isProperties(value)) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, one]): [string, unknown][] => {
        const at = `${path}.${name}`;
        if (name.endsWith('_ref')) return this.#reference(one, at).map((id) => [name, id]);
        if (!name.endsWith('_refs') || !Array.isArray(one)) return [[name, this.#resolved(one, at)]];
        const ids = one.flatMap((key, index) => this.#reference(key, `${at}[${index}]`));
        return ids.length > 0 ? [[name, ids]] : [];
      }),
    );
  }

  #reference(key: unknown, path: string): string[] {
    const id = this.#idOf(String(key));
    if (id === undefined)
      this.#refuse({ path, reason: `leads to nothing: ${String(key)} is no usable observable here` });
    return id === undefined ? [] : [id];
  }
}

function renamed(type: string, entry: Properties): Properties {
  const names = RENAMED[type];
  if (!names) return entry;
  return Object.fromEntries(Object.entries(entry).map(([name, value]) => [names[name] ?? name, value]));
}
