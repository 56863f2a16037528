import { randomUUID } from 'node:crypto';
import { relationshipId, standardId } from './ids.ts';

export interface IncomingObject {
  readonly type: string;
  readonly id: string;
  readonly [property: string]: unknown;
}

/** An element of the platform: found by its standard id and by every id it was ever sent with. */
export interface Element {
  /** Internal id. */
  readonly id: string;
  /** Changes with the properties that it is made of. */
  standardId: string;
  readonly type: string;
  /** Other STIX ids that it was sent with or merged from. */
  readonly otherIds?: string[];
  properties: Record<string, unknown>;
  readonly createdAt: string;
  updatedAt: string;
  /** User who sent it first. */
  readonly creatorId: string;
  /** There before anything was imported. */
  builtIn: boolean;
}

/** A label: made when an object carries it. */
export interface Label {
  readonly id: string;
  readonly standard_id: string;
  readonly value: string;
  readonly color: string;
}

/** Why an object was refused, in the platform's words. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** STIX types that an import handles (protocol.md 8.5), by their plain name. */
const SUPPORTED = new Set(
  (
    'attack-pattern campaign case-incident case-rfi case-rft channel course-of-action data-component data-source event ' +
    'external-reference feedback grouping identity incident indicator infrastructure intrusion-set language location ' +
    'malware malware-analysis marking-definition narrative note observed-data opinion report task threat-actor tool ' +
    'vulnerability security-coverage label vocabulary kill-chain-phase relationship sighting ' +
    'autonomous-system directory domain-name email-addr email-message email-mime-part-type artifact file ' +
    'x509-certificate ipv4-addr ipv6-addr mac-addr mutex network-traffic process software url user-account ' +
    'windows-registry-key windows-registry-value-type hostname cryptographic-key cryptocurrency-wallet text user-agent ' +
    'bank-account phone-number credential tracking-number payment-card media-content persona ssh-key ai-prompt imei ' +
    'iccid imsi'
  ).split(' '),
);

/** Types that the platform takes under two names and keeps under the plain one. */
const PREFIXED = /^x-(mitre-(?=data-)|opencti-(?=case-|task|feedback))/;

/** Who is told of changes; `before` is what `snapshot` gave before an update. */
export interface ChangeListener {
  snapshot(element: Element): unknown;
  changed(kind: 'create' | 'update' | 'delete', element: Element, before: unknown, userId: string): void;
}

/** Entities and relationships in memory. Creation is always an upsert. */
export class GraphStore {
  listener: ChangeListener | undefined;
  readonly #byId = new Map<string, Element>();
  readonly #elements = new Set<Element>();
  readonly labels = new Map<string, Label>();

  elements(): Iterable<Element> {
    return this.#elements;
  }

  find(id: string): Element | undefined {
    return this.#byId.get(id);
  }

  /** What is there before anything is imported. */
  seed(objects: Iterable<IncomingObject>): void {
    for (const object of objects) this.upsert(object).builtIn = true;
  }

  /** Creates or updates one element. @throws Refusal */
  upsert(object: IncomingObject, creatorId = 'system'): Element {
    const type = object.type.replace(PREFIXED, '');
    if (!SUPPORTED.has(type)) throw new Refusal('UNSUPPORTED_ERROR', `Type ${object.type} is not supported`);
    refuseNameless(type, object);
    const properties = this.#resolved(object);
    const id = type === 'relationship' ? this.#relationshipId(object) : standardId(type, properties);
    const known = this.#byId.get(id) ?? this.#byId.get(object.id);
    const before = known && this.listener?.snapshot(known);
    const now = new Date().toISOString();
    const times = { createdAt: now, updatedAt: now, creatorId };
    const element = known ?? {
      id: randomUUID(),
      standardId: id,
      type,
      properties: {},
      builtIn: false,
      otherIds: [],
      ...times,
    };
    element.updatedAt = now;
    element.builtIn = false;
    element.properties = { ...element.properties, ...withoutLoss(element.properties, properties) };
    this.#elements.add(element);
    this.#addLabels(object);
    this.#byId.set(id, element);
    this.#byId.set(object.id, element);
    this.#byId.set(element.id, element);
    if (isStixId(object.id) && object.id !== element.standardId) rememberId(element, object.id);
    this.listener?.changed(known ? 'update' : 'create', element, before, creatorId);
    return element;
  }

  /** Changes properties as they are given, and the standard id with them. */
  edit(element: Element, change: Record<string, unknown>, userId: string): void {
    const before = this.listener?.snapshot(element);
    element.properties = { ...element.properties, ...change };
    element.updatedAt = new Date().toISOString();
    if (element.type !== 'relationship') element.standardId = standardId(element.type, element.properties);
    this.#byId.set(element.standardId, element);
    this.#addLabels({ ...element.properties, type: element.type, id: element.id });
    this.listener?.changed('update', element, before, userId);
  }

  /** Takes an element away, and the relationships that end in it. */
  remove(element: Element, userId: string): void {
    for (const other of [...this.#elements]) {
      const { source_ref, target_ref } = other.properties;
      if (other.type === 'relationship' && [source_ref, target_ref].includes(element.standardId)) {
        this.remove(other, userId);
      }
    }
    this.#elements.delete(element);
    for (const [id, found] of this.#byId) if (found === element) this.#byId.delete(id);
    this.listener?.changed('delete', element, undefined, userId);
  }

  /** Ids of one element lead to another from now on; the first is gone. */
  unite(gone: Element, target: Element): void {
    this.#elements.delete(gone);
    for (const [id, found] of this.#byId) if (found === gone) this.#byId.set(id, target);
  }

  #addLabels({ type, value, color, labels, x_opencti_labels: flat }: IncomingObject): void {
    if (type === 'label' && typeof value === 'string') this.#addLabel(value, color);
    for (const label of [labels, flat].flat()) if (typeof label === 'string') this.#addLabel(label, undefined);
  }

  #addLabel(text: string, color: unknown): void {
    const value = text.trim().toLowerCase();
    if (value === '' || this.labels.has(value)) return;
    const shown = typeof color === 'string' ? color : '#5c6bc0';
    this.labels.set(value, { id: randomUUID(), standard_id: standardId('label', { value }), value, color: shown });
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

/** Other ids than the standard one; those of version 1 are made anew at each sending and not remembered. */
function rememberId({ otherIds }: Element, id: string): void {
  if (otherIds && !otherIds.includes(id)) otherIds.push(id);
}

function isStixId(id: string): boolean {
  return /--[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(id);
}

/** Lists that an upsert adds to. */
const ADDED_TO = ['labels', 'x_opencti_labels', 'external_references', 'x_opencti_external_references'];

function withoutLoss(known: Record<string, unknown>, sent: Record<string, unknown>): Record<string, unknown> {
  const lists = ADDED_TO.filter((name) => Array.isArray(known[name]) && Array.isArray(sent[name])).map((name) => {
    const all = new Map([known[name], sent[name]].flat().map((item) => [JSON.stringify(item), item]));
    return [name, [...all.values()]] as const;
  });
  return { ...sent, ...Object.fromEntries(lists) };
}

/** Types that the platform creates by name. */
const NAMED = new Set(
  (
    'attack-pattern campaign course-of-action data-component data-source event grouping identity incident ' +
    'infrastructure intrusion-set malware narrative report threat-actor tool vulnerability'
  ).split(' '),
);

function refuseNameless(type: string, { name }: IncomingObject): void {
  if (NAMED.has(type) && (typeof name !== 'string' || name.trim() === '')) {
    throw new Refusal('BAD_USER_INPUT', `Expected value of type "${type}" to include required field "name"`);
  }
}
