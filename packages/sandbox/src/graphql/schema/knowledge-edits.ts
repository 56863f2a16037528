/** Changes to what is there (protocol.md 9.5). */
import { OBJECT_MODELS } from '../../graph/model/model.ts';

const PATCH = 'input: [EditInput]!, commitMessage: String, references: [String]';
const edits = (name: string, item: string, more = '') => `
type ${name}EditMutations {
  delete(forceDelete: Boolean): ID
  fieldPatch(${PATCH}): ${item}
  relationAdd(input: StixRefRelationshipAddInput!): StixRefRelationship
  relationDelete(toId: StixRef!, relationship_type: String!): ${item}
  ${more}
}`;

/** Mutations by their name, with what they change. */
export const EDITS: readonly (readonly [mutation: string, item: string])[] = [
  ['stixCoreObject', 'StixCoreObject'],
  ['stixDomainObject', 'StixDomainObject'],
  ['stixCyberObservable', 'StixCyberObservable'],
  ['stixCoreRelationship', 'StixCoreRelationship'],
  ['stixSightingRelationship', 'StixSightingRelationship'],
  ...OBJECT_MODELS.filter(({ family }) => family !== 'observable').map(
    ({ graphql }) => [`${graphql[0]?.toLowerCase()}${graphql.slice(1)}`, graphql] as const,
  ),
];
const MORE: Readonly<Record<string, string>> = {
  StixCoreObject: 'askEnrichment(connectorId: ID!): Work askEnrichments(connectorIds: [ID!]!): [Work!]',
  StixCyberObservable: 'promoteToIndicator: Indicator promote: StixCyberObservable',
};

/** Types that can be changed by mutations of their own, without the step between. */
export const DIRECT_EDITS: readonly (readonly [name: string, item: string])[] = [
  ['grouping', 'Grouping'],
  ['indicator', 'Indicator'],
  ['task', 'Task'],
];
const direct = ([name, item]: readonly [string, string]) => `
  ${name}Delete(id: ID!): ID
  ${name}FieldPatch(id: ID!, ${PATCH}): ${item}
  ${name}RelationAdd(id: ID!, input: StixRefRelationshipAddInput!): StixRefRelationship
  ${name}RelationDelete(id: ID!, toId: StixRef!, relationship_type: String!): ${item}`;

export const KNOWLEDGE_EDITS = `
type StixEditMutations { delete(forceDelete: Boolean): ID merge(stixObjectsIds: [String]!): StixObject }
${EDITS.map(([, item]) => edits(item, item, MORE[item])).join('\n')}
extend type Mutation {
  ${EDITS.map(([mutation, item]) => `${mutation}Edit(id: ID!): ${item}EditMutations`).join('\n  ')}
  ${DIRECT_EDITS.map(direct).join('\n')}
  stixEdit(id: ID!): StixEditMutations
}
`;
