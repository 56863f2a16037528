import type { ExportFamily } from '../define/export-fields.ts';
import type { ExportsPort, ExportTarget, ReadOptions } from '../ports/exports.ts';
import type { PlatformClient } from './client.ts';
import { argumentsOf, listOperation, withoutAliases } from './operations/export-list.ts';
import * as push from './operations/export-push.ts';

const LIST_PUSHES = {
  core: push.pushCoreList,
  domain: push.pushDomainList,
  observables: push.pushObservableList,
  relationships: push.pushRelationshipList,
  sightings: push.pushCoreList,
} as const satisfies Record<ExportFamily, unknown>;

/** The port of exporters over GraphQL. */
export function createExports(client: PlatformClient): ExportsPort {
  return {
    async list(query, { first, after }, options) {
      const { types, values } = argumentsOf(query);
      const made = listOperation(query, types);
      const variables = { ...values, first, after: after ?? null };
      const data = await client.execute(made.operation, variables, asApplicant(options));
      const { edges, pageInfo } = data[made.root] ?? EMPTY;
      return {
        rows: edges.flatMap((edge) => (edge?.node ? [withoutAliases(edge.node, made)] : [])),
        endCursor: pageInfo.endCursor,
        hasNext: pageInfo.hasNextPage,
        total: pageInfo.globalCount,
        dropped: client.dropped(made.operation),
      };
    },
    async contents(id, options) {
      const { stixCoreObject: found } = await client.execute(push.readContents, { id }, asApplicant(options));
      return (found?.objects?.edges ?? []).flatMap(({ node }) => (node?.id ? [node.id] : []));
    },
    async push(target, file, options) {
      const slots = [{ variable: 'file', file }];
      if (target.kind === 'entity') {
        const variables = { id: target.entityId ?? '', file: null, file_markings: target.markings };
        await client.upload(push.pushEntityFile, variables, slots, options);
      } else await client.upload(LIST_PUSHES[target.family], listVariables(target), slots, options);
    },
  };
}

const EMPTY = { edges: [], pageInfo: { endCursor: '', hasNextPage: false, globalCount: 0 } };

function asApplicant({ applicantId, ...options }: ReadOptions) {
  return applicantId ? { ...options, headers: { 'opencti-applicant-id': applicantId } } : options;
}

function listVariables({ entityId, entityType, markings, listFilters }: ExportTarget) {
  return {
    entity_id: entityId ?? null,
    entity_type: entityType,
    file: null,
    file_markings: markings,
    listFilters: listFilters ?? '',
  };
}
