import { randomUUID } from 'node:crypto';
import { InputError } from '../errors.ts';
import type { StixObject } from '../stix/object.ts';
import { distinctExternalReferences, distinctKillChainPhases } from './distinct.ts';
import { isSupportedType } from './supported.ts';

/** A bundle as it comes in: its objects may be malformed. */
export interface BundleInput {
  readonly type?: string;
  readonly id?: string;
  readonly objects: readonly unknown[];
}

export interface SplitOptions {
  /** Drops references to objects that are not in the bundle. */
  readonly cleanupInconsistentBundle?: boolean;
  readonly eventVersion?: string;
}

/** One part: a bundle of one object, in the shape the platform's worker takes (protocol.md 5.6). */
export interface BundlePart {
  readonly type: 'bundle';
  readonly id: string;
  readonly spec_version: '2.1';
  readonly x_opencti_seq: number;
  readonly objects: readonly [StixObject];
  readonly x_opencti_event_version?: string;
}

/** An object that is not sent, and why. */
export interface RefusedObject {
  readonly id: string;
  readonly reason: string;
}

export interface SplitResult {
  /** In dependency order: what a part refers to comes before it. Their number is the expectations. */
  readonly parts: readonly BundlePart[];
  readonly incompatible: readonly RefusedObject[];
}

/** The counter of dependencies is capped here: above, JSON readers lose digits (decision 1). */
const MAX_COUNTER = Number.MAX_SAFE_INTEGER;
const OPENCTI_EXTENSION = 'extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba';

interface Node {
  /** The last one of its id. */
  object: StixObject;
  /** Whether the platform imports the type that the id names. */
  readonly supported: boolean;
  state: 'new' | 'open' | 'done';
  counter: number;
  refusal: string | undefined;
}

/** A node being walked: its references, and what is left of them. */
interface Frame {
  readonly node: Node;
  readonly references: readonly Reference[];
  next: number;
  sum: number;
  readonly changes: Record<string, unknown>;
}

interface Reference {
  readonly property: string;
  readonly target: string;
  readonly isList: boolean;
  /** Collects the usable references of a list of several. */
  readonly kept: Set<string> | undefined;
}

/**
 * Takes a bundle apart into parts of one object each, dependencies first. Linear in objects and references, without
 * recursion, and without touching its input. A cycle is cut at the edge that closes it.
 * @throws InputError when the value is not a bundle.
 */
export function splitBundle(bundle: BundleInput, options: SplitOptions = {}): SplitResult {
  if (typeof bundle !== 'object' || bundle === null || !Array.isArray(bundle.objects)) {
    throw new InputError('This is not a STIX bundle: it has no list of objects.');
  }
  const walk = new Walk(bundle.objects, options.cleanupInconsistentBundle ?? false);
  const finished = walk.run();
  const id = bundle.id ?? `bundle--${randomUUID()}`;
  const version = options.eventVersion;
  const parts = finished
    .sort((a, b) => a.counter - b.counter)
    .map(({ object, counter }): BundlePart => {
      const part = { type: 'bundle' as const, id, spec_version: '2.1' as const, x_opencti_seq: counter };
      const objects: [StixObject] = [object];
      return version === undefined ? { ...part, objects } : { ...part, objects, x_opencti_event_version: version };
    });
  return { parts, incompatible: walk.incompatible };
}

interface Finished {
  readonly object: StixObject;
  readonly counter: number;
}

class Walk {
  readonly incompatible: RefusedObject[] = [];
  readonly #nodes = new Map<string, Node>();
  readonly #roots: Node[] = [];
  /** In the order of finishing, which is itself dependency order: it decides between equal counters. */
  readonly #finished: Finished[] = [];
  readonly #cleanup: boolean;

  constructor(objects: readonly unknown[], cleanup: boolean) {
    this.#cleanup = cleanup;
    for (const [index, object] of objects.entries()) {
      if (isStixObject(object)) this.#index(object);
      else this.incompatible.push({ id: idOf(object), reason: `objects[${index}] has no type or no id` });
    }
    // After all own ids, so that none of the platform's ids stands in for an object of the bundle.
    for (const node of this.#roots) {
      for (const id of platformIds(node.object)) if (!this.#nodes.has(id)) this.#nodes.set(id, node);
    }
  }

  #index(object: StixObject): void {
    const known = this.#nodes.get(object.id);
    if (known) known.object = object;
    else {
      const supported = isSupportedId(object.id);
      const node: Node = { object, supported, state: 'new', counter: 0, refusal: undefined };
      this.#roots.push(node);
      this.#nodes.set(object.id, node);
    }
  }

  run(): Finished[] {
    for (const root of this.#roots) if (root.state === 'new') this.#walkFrom(root);
    return this.#finished;
  }

  #walkFrom(root: Node): void {
    const path = [open(root)];
    for (let frame = path.at(-1); frame; frame = path.at(-1)) {
      const reference = frame.references[frame.next];
      if (!reference) {
        path.pop();
        this.#finish(frame);
        continue;
      }
      const target = this.#nodes.get(reference.target);
      const usable = this.#isUsable(reference, target);
      if (usable && target?.state === 'new') {
        path.push(open(target));
        continue; // The reference is looked at again when its target is done.
      }
      frame.next += 1;
      take(frame, reference, usable, target);
    }
  }

  #isUsable({ target: id }: Reference, target: Node | undefined): boolean {
    if (!target) return isSupportedId(id) && !this.#cleanup;
    return target.state !== 'open' && (target.supported || !id.includes('--'));
  }

  #finish(frame: Frame): void {
    const { node } = frame;
    noteLists(frame);
    node.state = 'done';
    node.counter = Math.min(MAX_COUNTER, frame.sum);
    const object: StixObject = Object.assign({}, node.object, frame.changes, { nb_deps: node.counter });
    node.refusal = whyRefused(object) ?? this.#danglingEnd(object);
    if (node.refusal) this.incompatible.push({ id: object.id, reason: node.refusal });
    else this.#finished.push({ object, counter: node.counter });
  }

  /** A relationship to an object that is refused would wait for it in vain. */
  #danglingEnd(object: StixObject): string | undefined {
    if (object.type !== 'relationship') return undefined;
    for (const end of ['source_ref', 'target_ref']) {
      const id = object[end];
      if (typeof id === 'string' && this.#nodes.get(id)?.refusal) return `${end} ${id} is an object that is not sent`;
    }
    return undefined;
  }
}

/** Ids of the platform's own say nothing about a type. */
function isSupportedId(id: string): boolean {
  const end = id.indexOf('--');
  return end < 0 || isSupportedType(id.slice(0, end));
}

function open(node: Node): Frame {
  node.state = 'open';
  const changes: Record<string, unknown> = {};
  const references: Reference[] = [];
  const { object } = node;
  for (const property in object) {
    const value = object[property];
    if (typeof value === 'string') {
      if (property.endsWith('_ref')) references.push({ property, target: value, isList: false, kept: undefined });
    } else if (Array.isArray(value)) {
      if (property.endsWith('_refs')) addReferences(references, property, value);
      else if (property === 'external_references') note(changes, property, value, distinctExternalReferences(value));
      else if (property === 'kill_chain_phases') note(changes, property, value, distinctKillChainPhases(value));
    }
  }
  return { node, references, next: 0, sum: 1, changes };
}

function addReferences(references: Reference[], property: string, targets: readonly unknown[]): void {
  const kept = targets.length > 1 ? new Set<string>() : undefined;
  for (const target of targets)
    if (typeof target === 'string') references.push({ property, target, isList: true, kept });
}

/** What is as it was needs no copy. */
function note(
  changes: Record<string, unknown>,
  property: string,
  given: readonly unknown[],
  found: readonly unknown[],
) {
  if (found.length !== given.length) changes[property] = found;
}

function take(
  frame: Frame,
  { property, target: id, isList, kept }: Reference,
  usable: boolean,
  target: Node | undefined,
): void {
  if (!usable) {
    if (!kept) frame.changes[property] = isList ? [] : null;
    return;
  }
  frame.sum = Math.min(MAX_COUNTER, frame.sum + (target?.counter ?? 0));
  kept?.add(id);
}

/** Lists of references without those that cannot be used, and without repeats. */
function noteLists({ node, references, changes }: Frame): void {
  let last: Set<string> | undefined;
  for (const { property, kept } of references) {
    if (!kept || kept === last) continue;
    last = kept;
    if (kept.size !== (node.object[property] as readonly unknown[]).length) changes[property] = [...kept];
  }
}

function whyRefused(object: StixObject): string | undefined {
  if (!isSupportedType(object.type)) return `the platform does not import objects of type ${object.type}`;
  if (object.type === 'relationship') {
    if (typeof object.source_ref !== 'string') return 'source_ref is missing or cannot be used';
    if (typeof object.target_ref !== 'string') return 'target_ref is missing or cannot be used';
  }
  if (object.type === 'sighting') {
    if (typeof object.sighting_of_ref !== 'string') return 'sighting_of_ref is missing or cannot be used';
    const places = object.where_sighted_refs;
    if (!Array.isArray(places) || places.length === 0) return 'where_sighted_refs is missing or empty';
  }
  return undefined;
}

function isStixObject(value: unknown): value is StixObject {
  if (typeof value !== 'object' || value === null) return false;
  const { id, type } = value as Record<string, unknown>;
  return typeof id === 'string' && id !== '' && typeof type === 'string';
}

function idOf(value: unknown): string {
  const id = typeof value === 'object' && value !== null ? (value as Record<string, unknown>).id : undefined;
  return typeof id === 'string' ? id : 'no id';
}

const NONE: readonly string[] = [];

/** The platform's own ids of an object: flat, and in OpenCTI's extension. */
function platformIds({ x_opencti_id: flat, extensions }: StixObject): readonly string[] {
  if (flat === undefined && !extensions) return NONE;
  const given = extensions as Record<string, { id?: unknown } | undefined> | undefined;
  const ids = [flat, given?.[OPENCTI_EXTENSION]?.id];
  return ids.filter((id): id is string => typeof id === 'string' && id !== '');
}
