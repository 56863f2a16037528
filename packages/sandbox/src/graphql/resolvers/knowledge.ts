import type { Element } from '../../graph/store.ts';
import { openctiType } from '../../graph/types.ts';
import type { Platform } from '../../platform.ts';
import { type FilterGroup, fits, type PageArgs, page } from '../paging.ts';
import { ENTITY_TYPES } from '../schema/knowledge.ts';
import { resolver } from './context.ts';
import { interimFields, longestHash } from './interim.ts';
import { entityFiles } from './print-file.ts';

const KNOWLEDGE = ['KNOWLEDGE'];
const GRAPHQL_NAMES = new Map(Object.entries(ENTITY_TYPES).map(([name, type]) => [type, name]));

export interface ListArgs extends PageArgs {
  readonly filters?: FilterGroup | null;
}

/** What was imported, as far as it can be read. */
export function knowledgeResolvers(platform: Platform) {
  const { graph } = platform;
  return {
    stixCoreObject: resolver<{ id: string }>(KNOWLEDGE, ({ id }) => {
      const found = graph.find(id);
      return found ? printEntity(platform, found) : null;
    }),
    stix: resolver<{ id: string }>(KNOWLEDGE, ({ id }) => {
      const found = graph.find(id);
      return found ? JSON.stringify({ ...found.properties, id: found.standardId, type: found.type }) : null;
    }),
    markingDefinitions: resolver<ListArgs>(KNOWLEDGE, ({ filters, ...paging }) =>
      page(
        platform.markings().filter((marking) => fits(marking, filters)),
        paging,
      ),
    ),
    labels: resolver<ListArgs>(KNOWLEDGE, ({ filters, ...paging }) =>
      page(
        platform.labels().filter((label) => fits(label, filters)),
        paging,
      ),
    ),
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** An entity as the platform shows it. */
export function printEntity(platform: Platform, element: Element): Record<string, unknown> {
  const { properties, id, standardId, type } = element;
  const name = GRAPHQL_NAMES.get(type) ?? 'StixCyberObservable';
  const author = platform.graph.find(String(properties.created_by_ref ?? ''));
  const markings = Array.isArray(properties.object_marking_refs) ? properties.object_marking_refs : [];
  const labels = Array.isArray(properties.labels) ? properties.labels : [];
  return {
    __typename: name,
    id,
    standard_id: standardId,
    entity_type: openctiType(element),
    created: text(properties.created),
    modified: text(properties.modified),
    revoked: properties.revoked === true,
    createdBy: author ? () => printEntity(platform, author) : null,
    objectMarking: platform.markings().filter(({ standard_id }) => markings.includes(standard_id)),
    objectLabel: platform.labels().filter(({ value }) => labels.includes(value)),
    name: text(properties.name),
    description: text(properties.description),
    aliases: properties.aliases ?? null,
    x_mitre_id: text(properties.x_mitre_id),
    observable_value: text(properties.value) ?? longestHash(properties.hashes),
    ...entityFiles(platform, element),
    ...interimFields(platform, element),
  };
}
