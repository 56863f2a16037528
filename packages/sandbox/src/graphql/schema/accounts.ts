/** Accounts of connectors, as far as an administrator makes them by the interface (protocol.md 2.8). */
export const ACCOUNT_SCHEMA = `
enum TokenDuration { DAYS_30 DAYS_60 DAYS_90 DAYS_365 UNLIMITED }
input ConfidenceOverrideInput { entity_type: String! max_confidence: Int! }
input ConfidenceLevelInput { max_confidence: Int! overrides: [ConfidenceOverrideInput!]! }
input UserAddInput {
  name: String!
  user_email: String!
  password: String
  firstname: String
  lastname: String
  description: String
  groups: [ID!]
  user_service_account: Boolean
  user_confidence_level: ConfidenceLevelInput
  prevent_default_groups: Boolean
}
input UserTokenAddInput { name: String! duration: TokenDuration! }
type UserToken { token_id: ID! plaintext_token: String! masked_token: String! expires_at: DateTime }

extend type Group { standard_id: String! entity_type: String! default_assignation: Boolean }
extend type User {
  standard_id: String!
  user_service_account: Boolean
  api_tokens: [ApiToken!]
  capabilities: [Capability!]!
  user_confidence_level: ConfidenceLevel
  effective_confidence_level: ConfidenceLevel
}
extend type Query {
  groups(first: Int, after: ID, filters: FilterGroup, search: String): GroupConnection
}
extend type Mutation {
  userAdd(input: UserAddInput!): User
  userAdminTokenAdd(userId: ID!, input: UserTokenAddInput!): UserToken!
  userAdminTokenRevoke(userId: ID!, id: ID!): ID!
}
`;
