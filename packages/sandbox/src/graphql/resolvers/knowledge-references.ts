import { referencesIn } from '../../graph/pattern.ts';
import type { Element } from '../../graph/store.ts';
import { referenced } from './knowledge-carried.ts';
import { connectionOf, nodesOf } from './knowledge-connections.ts';
import { type FieldReader, type Node, nodeOf } from './knowledge-nodes.ts';
import { visible } from './knowledge-scope.ts';

const one =
  (property: string): FieldReader =>
  ({ element, scope }) => {
    const found = visible(scope, element.properties[property]);
    return found ? nodeOf(scope, found) : null;
  };
const list =
  (property: string): FieldReader =>
  (node) =>
    nodesOf(node.scope, referenced(node, property));

/** Fields of single types that lead to other elements. */
export const REFERENCE_FIELDS: Readonly<Record<string, FieldReader>> = {
  dataSource: one('x_opencti_data_source_ref'),
  objectCovered: one('covered_ref'),
  bornIn: one('x_opencti_born_in_ref'),
  ethnicity: one('x_opencti_ethnicity_ref'),
  sample: one('sample_ref'),
  obsContent: one('content_ref'),
  samples: list('sample_refs'),
  values: list('values_refs'),
  analysisSco: (node) => connectionOf(node.scope, referenced(node, 'analysis_sco_refs')),
  containsRef: (node) => connectionOf(node.scope, referenced(node, 'contains_refs')),
  coursesOfAction: (node) => connectionOf(node.scope, related(node, 'mitigates', 'source')),
  observables: (node, args) => connectionOf(node.scope, related(node, 'based-on', 'target'), args),
  indicators: (node, args) => connectionOf(node.scope, related(node, 'based-on', 'source'), args),
  x_opencti_observable_values: ({ element }) => referencesIn(String(element.properties.pattern ?? '')),
  coverage_information: ({ element }) => element.properties.x_opencti_coverage_information ?? null,
};

/** Elements at the other end of relationships of a type. */
function related({ element, scope }: Node, type: string, end: 'source' | 'target'): Element[] {
  return [...scope.graph.links.to(element)]
    .filter(({ entityType }) => entityType === type)
    .flatMap(({ properties }) => scope.graph.find(String(properties[`${end}_ref`])) ?? [])
    .filter((found) => found !== element);
}
