import { randomUUID } from 'node:crypto';
import { COMPLETIONS } from './complete.ts';
import { flatten } from './flatten.ts';
import { otherHashIds, standardId } from './ids.ts';
import { Links } from './links.ts';
import { type Change, changeOf, merged } from './merge.ts';
import { type Model, modelOf } from './model/model.ts';
import { idOfRelationship, resolveReferences } from './references.ts';
import { isObservable, plainType, refuseNameless, refuseUnsupported } from './refusals.ts';
import { openctiType } from './types.ts';
import { wordsOf } from './words.ts';

export type { Change } from './merge.ts';
export { Refusal } from './refusals.ts';

export interface IncomingObject {
  readonly type: string;
  readonly id: string;
  readonly [property: string]: unknown;
}

/** An element of the platform: found by its standard id and by every id it was ever sent with. */
export interface Element {
  /** Internal id. */
  readonly id: string;
  standardId: string;
  /** STIX type, without the prefixes that the platform drops. */
  readonly type: string;
  /** OpenCTI's name of the type; a relationship's own. */
  readonly entityType: string;
  /** As STIX names them, flat: what extensions say is beside the others; references are standard ids. */
  properties: Record<string, unknown>;
  /** Other ids it was sent with. */
  readonly stixIds: Set<string>;
  /** Ids that lead to it and are not shown: its earlier standard ids, and what is no id of STIX. */
  readonly hiddenIds: Set<string>;
  readonly createdAt: string;
  updatedAt: string;
  /** User who sent it first. */
  readonly creatorId: string;
  /** There before anything was imported, or made because something carries it. */
  builtIn: boolean;
}

/** What the graph asks of the platform's users. */
export interface Author {
  readonly name: string;
  readonly maxConfidence: number;
}

/** Types that get the user as their author when they have none. */
const AUTHORED = new Set(['note', 'opinion', 'case-incident', 'case-rfi', 'case-rft', 'feedback']);

/** Who is told of changes; `before` is what `snapshot` gave before an update. */
export interface ChangeListener {
  snapshot(element: Element): unknown;
  changed(kind: 'create' | 'update' | 'delete', element: Element, before: unknown, userId: string): void;
}

/** Entities and relationships in memory. Creation is always an upsert. */
export class GraphStore {
  /** Hears every change, but those in drafts. */
  listener: ChangeListener | undefined;
  readonly #byId = new Map<string, Element>();
  readonly #elements = new Set<Element>();
  readonly #byType = new Map<string, Set<Element>>();
  readonly #base: GraphStore | undefined;
  readonly links: Links;
  /** Labels by their value in small letters. */
  readonly labels: Map<string, Element>;
  #changes = 0;
  /** What a draft took away of what lies under it. */
  readonly #removed = new Set<string>();
  /** Whom an id of a user stands for. */
  authorOf: (userId: string) => Author | undefined = () => undefined;

  /** @param base what lies under a draft: read, never changed. */
  constructor(base?: GraphStore) {
    this.#base = base;
    this.labels = new Map(base?.labels);
    this.links = new Links(this, base?.links);
    if (base) this.authorOf = (userId) => base.authorOf(userId);
  }

  /** Counts every change, of what lies under a draft too. */
  get revision(): number {
    return this.#changes + (this.#base?.revision ?? 0);
  }

  /** What was written here; not what lies under a draft. */
  elements(): Iterable<Element> {
    return this.#elements;
  }

  /** Elements of OpenCTI's names of types. */
  *ofTypes(types: Iterable<string>): Iterable<Element> {
    for (const type of types) {
      yield* this.#byType.get(type) ?? [];
      if (!this.#base) continue;
      for (const element of this.#base.ofTypes([type])) if (this.find(element.id) === element) yield element;
    }
  }

  /** OpenCTI's names of the types that there is anything of. */
  types(): string[] {
    return [...new Set([...this.#byType.keys(), ...(this.#base?.types() ?? [])])];
  }

  find(id: string): Element | undefined {
    const own = this.#byId.get(id);
    if (own || !this.#base) return own;
    const under = this.#base.find(id);
    // A draft's own copy is found by the ids that it was copied with.
    return under && !this.#removed.has(under.id) ? (this.#byId.get(under.id) ?? under) : undefined;
  }

  /** True for what was written here, and does not lie under a draft. */
  owns(element: Element): boolean {
    return this.#elements.has(element);
  }

  /** What is there before anything is imported. */
  seed(objects: Iterable<IncomingObject>): void {
    for (const object of objects) this.upsert(object).builtIn = true;
  }

  /** Creates or updates one element. @throws Refusal */
  upsert(object: IncomingObject, creatorId = 'system'): Element {
    return this.write(object, creatorId).element;
  }

  /** Creates or updates one element, and says which of the two it was. @throws Refusal */
  write(object: IncomingObject, creatorId = 'system'): { element: Element; change: Change } {
    const type = plainType(object.type);
    refuseUnsupported(type, object.type);
    refuseNameless(type, object);
    const flat = flatten(object, isObservable(type));
    const find = (id: string) => this.find(id);
    const properties = resolveReferences(flat, find);
    const standard = type === 'relationship' ? idOfRelationship(flat, find) : standardId(type, properties);
    const others = otherHashIds(type, properties);
    const known = this.#own([standard, object.id, ...others].map((id) => this.find(id)).find(Boolean));
    const element = known ?? this.#created(type, standard, properties, creatorId);
    this.#complete(element, properties, creatorId);
    const change = known ? changeOf(known.properties, properties) : 'create';
    const isNewId = STIX_ID.test(object.id) && !idsOf(element).includes(object.id);
    const before = change === 'update' || isNewId ? this.listener?.snapshot(element) : undefined;
    element.builtIn = false;
    this.links.remove(element);
    this.#keep(element, merged(element.properties, properties), change !== 'none');
    for (const id of type === 'task' ? [] : [object.id, ...others]) if (id !== '') this.#alias(element, id);
    this.#imply(flat, creatorId);
    if (!known) this.listener?.changed('create', element, undefined, creatorId);
    else if (before) this.listener?.changed('update', element, before, creatorId);
    return { element, change };
  }

  /** Changes properties of an element; undefined takes one away. */
  patch(known: Element, changes: Readonly<Record<string, unknown>>, userId = 'system'): Element {
    const element = this.#own(known);
    const before = this.listener?.snapshot(element);
    this.#patch(element, changes);
    this.listener?.changed('update', element, before, userId);
    return element;
  }

  #patch(element: Element, changes: Readonly<Record<string, unknown>>): void {
    this.links.remove(element);
    const properties = { ...element.properties, ...changes };
    for (const [key, value] of Object.entries(changes)) if (value === undefined) delete properties[key];
    this.#keep(element, properties, true);
    element.properties.modified = element.updatedAt;
    const standard =
      element.type === 'relationship' ? element.standardId : standardId(element.type, element.properties);
    if (standard === element.standardId || this.find(standard)) return;
    element.hiddenIds.add(element.standardId);
    element.standardId = standard;
    this.#byId.set(standard, element);
  }

  /** Takes an element away, and the relationships that end in it. */
  remove(element: Element, userId = 'system'): void {
    for (const referrer of [...this.links.to(element)])
      if (referrer.type === 'relationship' || referrer.type === 'sighting') this.remove(referrer, userId);
    this.links.remove(element);
    this.#elements.delete(element);
    this.#byType.get(element.entityType)?.delete(element);
    for (const id of idsOf(element)) this.#byId.delete(id);
    if (element.type === 'label') this.labels.delete(String(element.properties.value).toLowerCase());
    if (this.#base?.find(element.id)) this.#removed.add(element.id);
    this.#changes += 1;
    this.listener?.changed('delete', element, undefined, userId);
  }

  /** Makes one element of two: the ids of the first, and what refers to it, lead to the other; nobody is told. */
  unite(gone: Element, target: Element): void {
    const referrers = [...this.links.to(gone)];
    for (const one of [gone, ...referrers]) this.links.remove(one);
    this.#elements.delete(gone);
    this.#byType.get(gone.entityType)?.delete(gone);
    for (const id of [gone.standardId, ...gone.stixIds]) target.stixIds.add(id);
    for (const id of [gone.id, ...gone.hiddenIds]) target.hiddenIds.add(id);
    for (const id of idsOf(gone)) this.#byId.set(id, target);
    for (const one of referrers) {
      one.properties = renamed(one.properties, gone.standardId, target.standardId);
      this.links.add(one);
    }
    this.#changes += 1;
  }

  /** A draft changes a copy. */
  #own<Known extends Element | undefined>(known: Known): Known {
    return known && !this.#elements.has(known)
      ? { ...known, stixIds: new Set(known.stixIds), hiddenIds: new Set(known.hiddenIds) }
      : known;
  }

  #created(type: string, standard: string, properties: Record<string, unknown>, creatorId: string): Element {
    const now = new Date().toISOString();
    const entityType = openctiType({ type, properties });
    const times = { createdAt: now, updatedAt: now };
    const frame = { id: randomUUID(), standardId: standard, type, entityType, properties: {}, builtIn: false };
    return { ...frame, stixIds: new Set(), hiddenIds: new Set(), ...times, creatorId };
  }

  /** Sets properties, and finds the element by all of its ids from now on. */
  #keep(element: Element, properties: Record<string, unknown>, changed: boolean): void {
    element.properties = properties;
    if (changed) element.updatedAt = new Date().toISOString();
    this.#elements.add(element);
    const same = this.#byType.get(element.entityType);
    if (same) same.add(element);
    else this.#byType.set(element.entityType, new Set([element]));
    for (const id of idsOf(element)) this.#byId.set(id, element);
    if (element.type === 'label') this.labels.set(String(properties.value).toLowerCase(), element);
    this.links.add(element);
    this.#changes += 1;
  }

  #alias(element: Element, id: string): void {
    this.#byId.set(id, element);
    if (id !== element.standardId) (STIX_ID.test(id) ? element.stixIds : element.hiddenIds).add(id);
  }

  /** What the platform adds of its own: confidence up to the user's, an author, an indicator's end. */
  #complete({ type, properties: before }: Element, properties: Record<string, unknown>, creatorId: string): void {
    Object.assign(properties, COMPLETIONS[type]?.(properties, before));
    const user = this.authorOf(creatorId);
    if (!user) return;
    if (takesConfidence(modelOf(openctiType({ type, properties })))) {
      const given = properties.confidence ?? before.confidence ?? user.maxConfidence;
      properties.confidence = Math.min(Number(given), user.maxConfidence);
    }
    if (!AUTHORED.has(type) || properties.created_by_ref || before.created_by_ref) return;
    const author = { type: 'identity', name: user.name, identity_class: 'individual' };
    properties.created_by_ref = this.#implied(author, creatorId).standardId;
  }

  /** Labels, references and phases become elements of their own when an object carries them. */
  #imply(object: IncomingObject, creatorId: string): void {
    const { type, labels, external_references: references, kill_chain_phases: phases } = object;
    if (type === 'label' || type === 'vocabulary') return;
    for (const word of wordsOf(openctiType({ type: plainType(type), properties: object }), object))
      this.#implied({ type: 'vocabulary', ...word }, creatorId);
    for (const value of [labels].flat())
      if (typeof value === 'string' && value.trim() !== '')
        this.#implied({ type: 'label', value: value.trim() }, creatorId);
    for (const one of [references].flat())
      if (isRecord(one)) this.#implied({ ...one, type: 'external-reference' }, creatorId);
    for (const one of [phases].flat())
      if (isRecord(one)) this.#implied({ ...one, type: 'kill-chain-phase' }, creatorId);
  }

  #implied(properties: { readonly type: string; readonly [key: string]: unknown }, creatorId: string): Element {
    const id = standardId(properties.type, properties);
    const known = this.find(id);
    if (known) return known;
    const { element } = this.write({ ...properties, id }, creatorId);
    element.builtIn = true;
    return element;
  }
}

/** Version 1 is for ids that are made anew at each sending. */
const STIX_ID = /^[a-z0-9-]+--[0-9a-f]{8}-[0-9a-f]{4}-[2-8][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** All ids that lead to an element. */
function idsOf({ id, standardId: standard, stixIds, hiddenIds }: Element): string[] {
  return [id, standard, ...stixIds, ...hiddenIds];
}

/** Properties with one reference in the place of another. */
function renamed(properties: Record<string, unknown>, from: string, to: string): Record<string, unknown> {
  const reference = (value: unknown) => (value === from ? to : value);
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => {
      if (!/_refs?$/.test(key)) return [key, value];
      return [key, Array.isArray(value) ? [...new Set(value.map(reference))] : reference(value)];
    }),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function takesConfidence({ family }: Model): boolean {
  return family === 'domain' || family === 'core-relationship' || family === 'sighting';
}
