/** What belongs to no one part: scalars, paging, filters, the platform itself and its users. */
export const PLATFORM_SCHEMA = `
scalar DateTime
scalar Any

enum OrderingMode { asc desc }
enum FilterMode { and or }
enum FilterOperator {
  eq not_eq lt lte gt gte match wildcard contains not_contains ends_with not_ends_with starts_with not_starts_with
  script nil not_nil search within only_eq_to not_only_eq_to
}
input Filter { key: [String!]! values: [Any!]! operator: FilterOperator mode: FilterMode }
input FilterGroup { mode: FilterMode! filters: [Filter!]! filterGroups: [FilterGroup!]! }
input EditInput { key: String! object_path: String value: [Any]! operation: EditOperation }
enum EditOperation { add replace remove }

type PageInfo {
  startCursor: String!
  endCursor: String!
  hasNextPage: Boolean!
  hasPreviousPage: Boolean!
  globalCount: Int!
}

type Dependency { name: String! version: String! }
type AppMemory { rss: Float heapTotal: Float heapUsed: Float external: Float arrayBuffers: Float }
type AppInfo { version: String! dependencies: [Dependency!]! memory: AppMemory! }

type PlatformEE { license_validated: Boolean! }
type PlatformCluster { instances_number: Int! }
type Settings {
  id: ID!
  platform_title: String
  platform_url: String
  platform_language: String
  platform_enterprise_edition: PlatformEE!
  platform_cluster: PlatformCluster!
}
type PublicSettings { id: ID! platform_title: String platform_language: String }

type Capability { name: String! }
type Group { id: ID! name: String! }
type GroupEdge { node: Group! }
type GroupConnection { edges: [GroupEdge!]! }
type ConfidenceOverride { entity_type: String! max_confidence: Int! }
type ConfidenceLevel { max_confidence: Int! overrides: [ConfidenceOverride!]! }
type ApiToken {
  id: ID!
  name: String!
  created_at: DateTime!
  expires_at: DateTime
  masked_token: String!
  last_used_at: DateTime
}
type DefaultMarking { entity_type: String values: [MarkingDefinition] }
type MeUser {
  id: ID!
  standard_id: String!
  entity_type: String!
  name: String!
  user_email: String!
  firstname: String
  lastname: String
  language: String
  external: Boolean
  account_status: String!
  individual_id: String
  no_creators: Boolean
  capabilities: [Capability!]!
  capabilitiesInDraft: [Capability!]!
  groups: GroupConnection
  allowed_marking: [MarkingDefinition!]
  default_marking: [DefaultMarking!]
  max_shareable_marking: [MarkingDefinition!]
  user_confidence_level: ConfidenceLevel
  effective_confidence_level: ConfidenceLevel
  api_tokens: [ApiToken!]
  draftContext: DraftWorkspace
}
type User { id: ID! name: String! entity_type: String! user_email: String }
type UserEdge { node: User! }
type UserConnection { pageInfo: PageInfo! edges: [UserEdge!]! }

type Query {
  about: AppInfo
  me: MeUser!
  settings: Settings!
  publicSettings: PublicSettings!
  users(first: Int, after: ID, filters: FilterGroup, search: String): UserConnection
}
type Mutation {
  connectorJWT: String!
}
`;
