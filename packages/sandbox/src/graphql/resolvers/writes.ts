import { randomUUID } from 'node:crypto';
import type { Element, IncomingObject } from '../../graph/store.ts';
import type { Platform } from '../../platform.ts';
import { toStix } from '../../stream/to-stix.ts';
import { platformError } from '../errors.ts';
import { resolver } from './context.ts';

const UPDATE = ['KNOWLEDGE_KNUPDATE'];
const DELETE = ['KNOWLEDGE_KNUPDATE_KNDELETE'];
const MERGE = ['KNOWLEDGE_KNUPDATE_KNMERGE'];

export interface EditInput {
  readonly key: string;
  readonly value: readonly unknown[];
  readonly operation?: 'add' | 'remove' | 'replace' | null;
}

export interface EntityInput {
  readonly createdBy?: string | null;
  readonly objectMarking?: readonly string[] | null;
  readonly objectLabel?: readonly string[] | null;
  readonly [property: string]: unknown;
}

/** Properties by the reference relationship that sets them. */
const REFERENCES: Readonly<Record<string, string>> = {
  'object-label': 'labels',
  'object-marking': 'object_marking_refs',
};

/** Direct writes, as far as tests of the live stream need them (recordings, streams.json). */
export function writeResolvers(platform: Platform) {
  const { graph } = platform;
  const upsert = (type: string, properties: Record<string, unknown>, userId: string) =>
    print(graph.upsert({ ...properties, type, id: `sent--${randomUUID().slice(0, 8)}` } as IncomingObject, userId));
  const require = (id: string): Element => {
    const found = graph.find(id);
    if (!found) throw platformError('FUNCTIONAL_ERROR', 'Cant find element to update');
    return found;
  };
  const remove = (id: string, userId: string) => {
    graph.remove(require(id), userId);
    return id;
  };
  return {
    malwareAdd: resolver<{ input: EntityInput }>(UPDATE, ({ input }, { id }) => upsert('malware', plain(input), id)),
    indicatorAdd: resolver<{ input: EntityInput }>(UPDATE, ({ input }, { id }) =>
      upsert('indicator', { valid_from: now(), valid_until: now(), ...plain(input) }, id),
    ),
    stixCyberObservableAdd: resolver<{ type: string; DomainName?: EntityInput }>(UPDATE, (args, { id }) =>
      upsert('domain-name', plain(args.DomainName ?? {}), id),
    ),
    stixCoreRelationshipAdd: resolver<{ input: Record<string, unknown> & { fromId: string; toId: string } }>(
      UPDATE,
      ({ input: { fromId, toId, ...rest } }, { id }) =>
        upsert('relationship', { ...rest, source_ref: fromId, target_ref: toId }, id),
    ),
    stixDomainObjectEdit: resolver<{ id: string }>(UPDATE, ({ id }, user) => ({
      delete: resolver(DELETE, () => remove(id, user.id)),
      fieldPatch: ({ input }: { input: readonly EditInput[] }) => {
        const element = require(id);
        graph.edit(element, Object.assign({}, ...input.map((edit) => edited(element, edit))), user.id);
        return print(element);
      },
      relationAdd: ({ input }: { input: { toId?: string; relationship_type: string } }) => {
        addReference(platform, require(id), input, user.id);
        return { id: input.toId };
      },
    })),
    stixCoreRelationshipEdit: resolver<{ id: string }>(DELETE, ({ id }, user) => ({
      delete: () => remove(id, user.id),
    })),
    stixEdit: resolver<{ id: string }>(MERGE, ({ id }, user) => ({
      delete: () => remove(id, user.id),
      merge: ({ stixObjectsIds }: { stixObjectsIds: readonly string[] }) =>
        print(mergeInto(platform, require(id), stixObjectsIds.map(require), user.id)),
    })),
  };
}

function print({ id, standardId, type }: Element) {
  return { __typename: type === 'malware' ? 'Malware' : 'Indicator', id, standard_id: standardId, entity_type: type };
}

function now(): string {
  return new Date().toISOString();
}

function plain({ createdBy, objectMarking, objectLabel, ...rest }: EntityInput): Record<string, unknown> {
  return {
    ...rest,
    ...(createdBy ? { created_by_ref: createdBy } : {}),
    ...(objectMarking ? { object_marking_refs: objectMarking } : {}),
    ...(objectLabel ? { labels: objectLabel } : {}),
  };
}

const NUMBERS = new Set(['confidence', 'x_opencti_score']);
const LISTS = new Set(['aliases', 'labels']);

function edited({ properties }: Element, { key, value, operation }: EditInput): Record<string, unknown> {
  if (!LISTS.has(key)) return { [key]: NUMBERS.has(key) ? Number(value[0]) : value[0] };
  const own = [properties[key] ?? []].flat();
  if (operation === 'add') return { [key]: [...own, ...value] };
  return { [key]: operation === 'remove' ? own.filter((item) => !value.includes(item)) : value };
}

/** A label by its id or its text, a marking by its id. */
function addReference(
  platform: Platform,
  element: Element,
  { toId = '', relationship_type: type }: { toId?: string; relationship_type: string },
  userId: string,
): void {
  const property = REFERENCES[type];
  if (!property) throw platformError('UNSUPPORTED_ERROR', `${type} is not served here`);
  const { graph } = platform;
  const label = platform.labels().find(({ id }) => id === toId);
  const value = property === 'labels' ? (label?.value ?? toId) : (graph.find(toId)?.standardId ?? toId);
  graph.edit(element, { [property]: [...[element.properties[property] ?? []].flat(), value] }, userId);
}

/** The sources become aliases and other ids of the target, and their relationships the target's. */
function mergeInto(platform: Platform, target: Element, sources: readonly Element[], userId: string): Element {
  const { graph, changes } = platform;
  const before = toStix(graph, target);
  changes.silently(() => {
    const names = sources.map(({ properties }) => properties.name).filter((name) => name !== undefined);
    const aliases = [...[target.properties.aliases ?? []].flat(), ...names];
    graph.edit(target, { aliases }, userId);
    target.otherIds?.push(...sources.map(({ standardId }) => standardId));
  });
  changes.merged(target, before, sources, userId);
  for (const source of sources) graph.unite(source, target);
  return target;
}
