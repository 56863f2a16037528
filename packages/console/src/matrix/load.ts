import { ask } from '../platform/ask.ts';
import type { Phase, SubtechniqueOf, Technique } from './arrange.ts';

const SIZE = 500;
const PAGE = 'pageInfo { endCursor hasNextPage }';

const PHASES = `query Phases($first: Int, $after: ID) { list: killChainPhases(first: $first, after: $after) {
  edges { node { id kill_chain_name phase_name x_opencti_order } } ${PAGE} } }`;
const TECHNIQUES = `query Techniques($first: Int, $after: ID, $filters: FilterGroup) {
  list: attackPatterns(first: $first, after: $after, orderBy: name, filters: $filters) {
    edges { node { id name x_mitre_id revoked killChainPhases { id } } } ${PAGE} } }`;
const SUBTECHNIQUES = `query Subtechniques($first: Int, $after: ID) {
  list: stixCoreRelationships(relationship_type: ["subtechnique-of"], first: $first, after: $after) {
    edges { node { fromId toId } } ${PAGE} } }`;

interface Page<Node> {
  readonly list: {
    readonly edges: readonly { readonly node: Node }[];
    readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
  };
}

/** Reads a list to its end, page by page. */
async function all<Node>(query: string, variables: object, signal: AbortSignal): Promise<Node[]> {
  const found: Node[] = [];
  for (let after: string | undefined; ; ) {
    const { list } = await ask<Page<Node>>(query, { ...variables, first: SIZE, after }, signal);
    found.push(...list.edges.map(({ node }) => node));
    if (!list.pageInfo.hasNextPage) return found;
    after = list.pageInfo.endCursor;
  }
}

export function loadPhases(signal: AbortSignal): Promise<Phase[]> {
  return all(PHASES, {}, signal);
}

/** The techniques of some phases, with little of each: a matrix has up to a thousand. */
export function loadTechniques(phases: readonly Phase[], signal: AbortSignal): Promise<Technique[]> {
  const filter = { key: ['killChainPhases'], values: phases.map(({ id }) => id), operator: 'eq', mode: 'or' };
  return all(TECHNIQUES, { filters: { mode: 'and', filters: [filter], filterGroups: [] } }, signal);
}

export function loadSubtechniques(signal: AbortSignal): Promise<SubtechniqueOf[]> {
  return all(SUBTECHNIQUES, {}, signal);
}
