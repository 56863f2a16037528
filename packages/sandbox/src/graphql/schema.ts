/** The part of the platform's schema that this stage serves (protocol.md section 9); names and nullability are exact. */
export const SCHEMA = `
scalar DateTime

enum ConnectorType { EXTERNAL_IMPORT INTERNAL_IMPORT_FILE INTERNAL_ENRICHMENT INTERNAL_ANALYSIS INTERNAL_EXPORT_FILE STREAM }
enum State { wait progress complete timeout }

input RegisterConnectorInput {
  id: ID!
  name: String!
  type: ConnectorType!
  scope: [String!]
  auto: Boolean
  auto_update: Boolean
  enrichment_resolution: String
  only_contextual: Boolean
  playbook_compatible: Boolean
  listen_callback_uri: String
  xtm_one_intent: String
}
input ConnectorInfoInput {
  run_and_terminate: Boolean!
  buffering: Boolean!
  queue_threshold: Float!
  queue_messages_size: Float!
  next_run_datetime: DateTime
  last_run_datetime: DateTime
}
input WorkErrorInput { error: String source: String }

type AppInfo { version: String! }
type Capability { name: String! }
type MeUser { id: ID! name: String! capabilities: [Capability!]! }
type ConnectorInfo {
  run_and_terminate: Boolean!
  buffering: Boolean!
  queue_threshold: Float!
  queue_messages_size: Float!
  next_run_datetime: DateTime
  last_run_datetime: DateTime
}
type QueueDetails { messages_number: Float! messages_size: Float! }
type Connector {
  id: ID!
  name: String!
  active: Boolean
  auto: Boolean
  only_contextual: Boolean
  playbook_compatible: Boolean
  connector_type: String
  connector_scope: [String!]
  connector_state: String
  connector_state_reset: Boolean
  connector_user_id: ID
  connector_info: ConnectorInfo
  connector_queue_details: QueueDetails!
  works(status: String): [Work]
  updated_at: DateTime
  created_at: DateTime
  built_in: Boolean
}
type WorkMessage { timestamp: DateTime message: String sequence: Int source: String }
type WorkTracking { import_expected_number: Int import_last_processed: DateTime import_processed_number: Int }
type Work {
  id: ID!
  name: String
  connector: Connector
  timestamp: DateTime!
  status: State!
  event_source_id: String
  received_time: DateTime
  processed_time: DateTime
  completed_time: DateTime
  completed_number: Int
  messages: [WorkMessage]
  errors: [WorkMessage]
  tracking: WorkTracking
}
type WorkEditMutations {
  delete: ID!
  ping: ID!
  toReceived(message: String): ID!
  toProcessed(message: String, inError: Boolean): ID!
  addExpectations(expectations: Int): ID!
  reportExpectation(error: WorkErrorInput): ID!
}
type Query {
  about: AppInfo
  me: MeUser!
  connector(id: String!): Connector
  connectors: [Connector!]!
  work(id: ID!): Work
  isWorkAlive(id: ID!): Boolean
}
type Mutation {
  registerConnector(input: RegisterConnectorInput): Connector
  pingConnector(id: ID!, state: String, connectorInfo: ConnectorInfoInput): Connector
  resetStateConnector(id: ID!): Connector
  deleteConnector(id: ID!): ID!
  workAdd(connectorId: String!, friendlyName: String, isMultiPartWork: Boolean = false): Work!
  workEdit(id: ID!): WorkEditMutations
  workDelete(connectorId: String!): Boolean
  stixBundlePush(connectorId: String!, bundle: String!, work_id: String): Boolean
}
`;
