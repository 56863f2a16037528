/** Live streams (protocol.md 7.1), and the writes that the recordings of streams were made with. */
export const STREAM_SCHEMA = `
input MemberAccessInput { id: ID! access_right: String! groups_restriction_ids: [ID!] }
input StreamCollectionAddInput {
  name: String!
  description: String
  filters: String
  origin_filters: String
  stream_live: Boolean
  stream_public: Boolean
  stream_public_user_id: ID
  authorized_members: [MemberAccessInput!]
}
type MemberAccess { id: ID! access_right: String! }
type StreamConsumer { connectionId: ID! connectedAt: DateTime lastEventId: String }
type StreamCollection {
  id: ID!
  name: String
  description: String
  filters: String
  origin_filters: String
  stream_live: Boolean
  stream_public: Boolean
  authorized_members: [MemberAccess!]
  consumers: [StreamConsumer!]
}
type StreamCollectionEdge { cursor: String! node: StreamCollection! }
type StreamCollectionConnection { pageInfo: PageInfo! edges: [StreamCollectionEdge!]! }
type StreamCollectionEditMutations { delete: ID fieldPatch(input: [EditInput]!): StreamCollection }
type RedisStreamInfo {
  lastEventId: String!
  firstEventId: String!
  firstEventDate: String!
  lastEventDate: String!
  streamSize: Int!
}
extend type Query {
  streamCollection(id: String!): StreamCollection
  streamCollections(first: Int, after: ID): StreamCollectionConnection
  redisStreamInfo: RedisStreamInfo
}
extend type Mutation {
  streamCollectionAdd(input: StreamCollectionAddInput!): StreamCollection
  streamCollectionEdit(id: ID!): StreamCollectionEditMutations
}
`;

export const WRITE_SCHEMA = `

input MalwareAddInput {
  name: String!
  description: String
  is_family: Boolean
  createdBy: String
  objectMarking: [String]
  objectLabel: [String]
  confidence: Int
}
input IndicatorAddInput {
  name: String!
  pattern: String!
  pattern_type: String!
  x_opencti_main_observable_type: String
}
input DomainNameAddInput { value: String }
input StixCoreRelationshipAddInput { fromId: StixRef! toId: StixRef! relationship_type: String! confidence: Int }
input StixRefRelationshipAddInput { fromId: StixRef toId: StixRef relationship_type: String! }
scalar StixRef
type StixCoreRelationship { id: ID! standard_id: String! }
type StixRefRelationship { id: ID! }
type StixDomainObjectEditMutations {
  delete: ID
  fieldPatch(input: [EditInput]!, commitMessage: String): StixCoreObject
  relationAdd(input: StixRefRelationshipAddInput!): StixRefRelationship
}
type StixCoreRelationshipEditMutations { delete: ID }
type StixEditMutations { delete: ID merge(stixObjectsIds: [String]!): StixCoreObject }
extend type Mutation {
  malwareAdd(input: MalwareAddInput!): Malware
  indicatorAdd(input: IndicatorAddInput!): Indicator
  stixCyberObservableAdd(type: String!, DomainName: DomainNameAddInput): StixCyberObservable
  stixCoreRelationshipAdd(input: StixCoreRelationshipAddInput!): StixCoreRelationship
  stixDomainObjectEdit(id: ID!): StixDomainObjectEditMutations
  stixCoreRelationshipEdit(id: ID!): StixCoreRelationshipEditMutations
  stixEdit(id: ID!): StixEditMutations
}
`;
