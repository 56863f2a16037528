/** Live streams (protocol.md 7.1). */
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
