import { mainName } from '../graph/representative.ts';
import type { Element, GraphStore } from '../graph/store.ts';
import { type ChangeKind, EventLog, type Stix } from './event-log.ts';
import { patchBetween } from './patch.ts';

/** Attributes of the platform by the STIX property that shows them, where the words differ. */
const FIELDS: Readonly<Record<string, string>> = {
  id: 'standard_id',
  labels: 'objectLabel',
  object_marking_refs: 'objectMarking',
  created_by_ref: 'createdBy',
};
const UNTOLD = new Set(['modified', 'extensions']);

/** Writes each change of the graph into the log, in the platform's shape (protocol.md 7.4). */
export class ChangeRecorder {
  readonly log = new EventLog();
  readonly #graph: GraphStore;
  readonly #groupsOf: (userId: string) => readonly string[];
  /** The form that an element is sent in. */
  readonly stix: (element: Element) => Stix;
  #silent = false;

  /** @param groupsOf gives the groups of a user. */
  constructor(graph: GraphStore, stix: (element: Element) => Stix, groupsOf: (userId: string) => readonly string[]) {
    this.#graph = graph;
    this.stix = stix;
    this.#groupsOf = groupsOf;
    graph.listener = {
      snapshot: (element) => stix(element),
      changed: (kind, element, before, userId) => {
        if (this.#silent) return;
        if (kind === 'update') this.#updated(element, before as Stix, userId);
        else this.#told(kind, element, userId);
      },
    };
  }

  #told(kind: ChangeKind, element: Element, userId: string): void {
    this.#append(kind, element, messageOf(this.#graph, kind, element), this.stix(element), userId);
  }

  /** What `act` changes is not written. */
  silently(act: () => void): void {
    this.#silent = true;
    try {
      act();
    } finally {
      this.#silent = false;
    }
  }

  /** Two elements have become one. */
  merged(target: Element, before: Stix, sources: readonly Element[], userId: string): void {
    const data = this.stix(target);
    const names = sources.map((source) => `\`${nameOf(this.#graph, source)}\``).join(', ');
    const context = {
      patch: patchBetween(before, data),
      reverse_patch: patchBetween(data, before),
      sources: sources.map((source) => this.stix(source)),
    };
    const message = `merges ${target.entityType} ${names} in \`${nameOf(this.#graph, target)}\``;
    this.#append('merge', target, message, data, userId, context);
  }

  #updated(element: Element, before: Stix, userId: string): void {
    const data = this.stix(element);
    const patch = patchBetween(before, data);
    if (!patch.some(({ path }) => !/\/(modified|updated_at)$/.test(path))) return;
    const changes = changesBetween(before, data, element.entityType);
    const context = {
      patch,
      reverse_patch: patchBetween(data, before),
      related_restrictions: { markings: [] },
      pir_ids: [],
      changes,
    };
    const message = `Update ${changes.length} elements`;
    this.#append('update', element, message, data, userId, context, before);
  }

  #append(
    kind: ChangeKind,
    element: Element,
    message: string,
    data: Stix,
    userId: string,
    context?: Record<string, unknown>,
    before?: Stix,
  ): void {
    const body = {
      version: '4',
      type: kind,
      scope: 'external',
      message,
      origin: originOf(userId, this.#groupsOf(userId)),
      data,
      ...(context ? { context } : {}),
      event_id: `${Date.parse(element.updatedAt)}-0`,
    };
    this.log.append({ id: this.log.nextId(), kind, element, body, ...(before ? { before } : {}) });
  }
}

function originOf(user_id: string, group_ids: readonly string[]) {
  const ip = '::ffff:127.0.0.1';
  return { socket: 'query', ip, user_id, group_ids, organization_ids: [], user_metadata: { ip } };
}

/** A sentence like the platform's own. */
export function messageOf(graph: GraphStore, kind: ChangeKind, element: Element): string {
  const verb = `${kind}s`;
  if (element.type !== 'relationship') return `${verb} a ${element.entityType} \`${nameOf(graph, element)}\``;
  const end = (ref: unknown) => {
    const found = graph.find(String(ref));
    return found ? `\`${nameOf(graph, found)}\` (${found.entityType})` : 'something';
  };
  const { source_ref, target_ref } = element.properties;
  return `${verb} the relation ${element.entityType} from ${end(source_ref)} to ${end(target_ref)}`;
}

function nameOf(graph: GraphStore, element: Element): string {
  return mainName(element, (id) => graph.find(id));
}

function changesBetween(before: Stix, after: Stix, type: string) {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys
    .filter((key) => !UNTOLD.has(key) && JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) => {
      const [old, now] = [before[key], after[key]].map((value) => [value ?? []].flat().map(String));
      const added = (now ?? []).filter((value) => !old?.includes(value));
      const removed = (old ?? []).filter((value) => !now?.includes(value));
      const shown = (values: readonly string[]) =>
        values.map((raw) => (key === 'labels' || key.endsWith('_refs') ? { raw, translated: '{}' } : { raw }));
      return { field: `${type}--${FIELDS[key] ?? key}`, changes_added: shown(added), changes_removed: shown(removed) };
    });
}
