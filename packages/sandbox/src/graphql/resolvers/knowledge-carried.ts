import { isActive } from '../../connectors/registry.ts';
import { implied, isContainer, labelsOf } from '../../graph/query/values.ts';
import type { Element } from '../../graph/store.ts';
import { enrichersOf, printConnector } from './connectors.ts';
import { connectionOf, nodesOf } from './knowledge-connections.ts';
import { type FieldReader, type Node, nodeOf } from './knowledge-nodes.ts';
import { relationshipsOf } from './knowledge-relations.ts';
import { visible } from './knowledge-scope.ts';
import { entityFiles, worksAbout } from './print-file.ts';
import { printWork } from './works.ts';

/** The files of an element under one of its fields. */
const files =
  (field: 'importFiles' | 'pendingFiles' | 'exportFiles'): FieldReader =>
  ({ element, scope }, args, context) =>
    entityFiles(scope.platform, element)[field]({ ...args, after: args.after as string | null }, context);

/** What objects carry: author, markings, labels, references; and where they are carried. */
export const CARRIED_FIELDS: Readonly<Record<string, FieldReader>> = {
  createdBy: ({ element, scope }) => {
    const author = visible(scope, element.properties.created_by_ref);
    return author ? nodeOf(scope, author) : null;
  },
  objectMarking: (node) => nodesOf(node.scope, referenced(node, 'object_marking_refs')),
  objectLabel: ({ element, scope }) =>
    labelsOf(element.properties, scope.graph)
      .sort((a, b) => (String(a.properties.value) < String(b.properties.value) ? -1 : 1))
      .map((label) => nodeOf(scope, label)),
  externalReferences: ({ element, scope }, args) =>
    connectionOf(scope, implied(scope.graph, 'external-reference', element.properties.external_references), args),
  killChainPhases: ({ element, scope }) =>
    nodesOf(scope, implied(scope.graph, 'kill-chain-phase', element.properties.kill_chain_phases)),
  objects: (node, args) => connectionOf(node.scope, referenced(node, 'object_refs'), args),
  containers: (node, args) => connectionOf(node.scope, containersOf(node), args),
  containersNumber: (node) => ({ total: containersOf(node).length, count: containersOf(node).length }),
  reports: (node, args) => connectionOf(node.scope, containersOf(node, 'Report'), args),
  notes: (node, args) => connectionOf(node.scope, containersOf(node, 'Note'), args),
  opinions: (node, args) => connectionOf(node.scope, containersOf(node, 'Opinion'), args),
  observedData: (node, args) => connectionOf(node.scope, containersOf(node, 'Observed-Data'), args),
  tasks: (node, args) => connectionOf(node.scope, containersOf(node, 'Task'), args),
  stixCoreRelationships: ({ scope, element }, args) => relationshipsOf(scope, { ...args, fromOrToId: [element.id] }),
  connectors: ({ element, scope: { platform } }, { onlyAlive }) =>
    enrichersOf(platform, element.entityType)
      .filter((one) => onlyAlive !== true || isActive(one))
      .map((one) => printConnector(platform, one)),
  jobs: ({ element, scope: { platform } }, { first }) =>
    worksAbout(platform, element.standardId)
      .slice(0, first ?? undefined)
      .map((work) => printWork(platform, work)),
  importFiles: files('importFiles'),
  pendingFiles: files('pendingFiles'),
  exportFiles: files('exportFiles'),
};

/** Elements that one refers to by a property. */
export function referenced({ element, scope }: Node, property: string): Element[] {
  const refs = element.properties[property];
  return [refs].flat().flatMap((ref) => (typeof ref === 'string' ? (scope.graph.find(ref) ?? []) : []));
}

function containersOf({ element, scope }: Node, type?: string): Element[] {
  return [...scope.graph.links.to(element)].filter((one) => isContainer(one) && (!type || one.entityType === type));
}
