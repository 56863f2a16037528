import { relationshipId, standardId } from './ids.ts';

export interface IncomingObject {
  readonly type: string;
  readonly id: string;
  readonly [property: string]: unknown;
}

/** An element of the platform: found by its standard id and by every id it was ever sent with. */
export interface Element {
  readonly standardId: string;
  readonly type: string;
  properties: Record<string, unknown>;
}

/** Why an object was refused, in the platform's words. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const UNSUPPORTED = /^(x-mitre-(?!data-)|extension-definition$|bundle$)/;
/** Types that the platform takes under two names and keeps under the plain one. */
const PREFIXED = /^x-(mitre-(?=data-)|opencti-(?=case-|task|feedback))/;

/** Entities and relationships in memory. Creation is always an upsert. */
export class GraphStore {
  readonly #byId = new Map<string, Element>();
  readonly #elements = new Set<Element>();

  elements(): Iterable<Element> {
    return this.#elements;
  }

  find(id: string): Element | undefined {
    return this.#byId.get(id);
  }

  /** Creates or updates one element. @throws Refusal */
  upsert(object: IncomingObject): Element {
    if (UNSUPPORTED.test(object.type)) throw new Refusal('UNSUPPORTED_ERROR', `Type ${object.type} is not supported`);
    const type = object.type.replace(PREFIXED, '');
    const id = type === 'relationship' ? this.#relationshipId(object) : standardId(type, object);
    const known = this.#byId.get(id) ?? this.#byId.get(object.id);
    const element = known ?? { standardId: id, type, properties: {} };
    element.properties = { ...element.properties, ...this.#resolved(object) };
    this.#elements.add(element);
    this.#byId.set(id, element);
    this.#byId.set(object.id, element);
    return element;
  }

  /** Both ends of a relationship must be there. */
  #relationshipId(object: IncomingObject): string {
    const ends = [object.source_ref, object.target_ref].map((ref) => this.#byId.get(String(ref)));
    const [source, target] = ends;
    if (!source || !target) throw new Refusal('MISSING_REFERENCE_ERROR', 'Element(s) not found');
    return relationshipId(object, source.standardId, target.standardId);
  }

  /** References become standard ids; those that lead nowhere are silently left out, as without a retry number. */
  #resolved(object: IncomingObject): Record<string, unknown> {
    const properties: Record<string, unknown> = {};
    for (const [property, value] of Object.entries(object)) {
      if (property === 'nb_deps' || value === null) continue;
      if (property.endsWith('_refs') && Array.isArray(value)) {
        properties[property] = value
          .map((ref) => this.#byId.get(String(ref))?.standardId)
          .filter((id) => id !== undefined);
      } else if (property.endsWith('_ref')) {
        const target = this.#byId.get(String(value));
        if (target) properties[property] = target.standardId;
      } else properties[property] = value;
    }
    return properties;
  }
}
