/** Connectors: registration, ping, reset, lists (protocol.md 2.1-2.3), and bundles by push (5.11). */
export const CONNECTOR_SCHEMA = `
enum ConnectorType { EXTERNAL_IMPORT INTERNAL_IMPORT_FILE INTERNAL_ENRICHMENT INTERNAL_ANALYSIS INTERNAL_EXPORT_FILE STREAM }
enum ConnectorPriorityGroup { REALTIME DEFAULT }

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

type ConnectorInfo {
  run_and_terminate: Boolean!
  buffering: Boolean!
  queue_threshold: Float!
  queue_messages_size: Float!
  next_run_datetime: DateTime
  last_run_datetime: DateTime
}
type ConnectorQueueDetails { messages_number: Float! messages_size: Float! }
type RabbitMQConnection { host: String! vhost: String! use_ssl: Boolean! port: Int! user: String! pass: String! }
type S3Connection {
  endpoint: String!
  port: Int!
  use_ssl: Boolean!
  bucket_name: String!
  bucket_region: String!
  access_key: String!
  secret_key: String!
}
type ConnectorConfig {
  connection: RabbitMQConnection!
  s3: S3Connection!
  listen: String!
  listen_routing: String!
  listen_exchange: String!
  listen_callback_uri: String
  push: String!
  push_routing: String!
  push_exchange: String!
  dead_letter_routing: String!
}
type ConnectorConfiguration { id: ID! name: String! configuration: String! }
type Connector {
  id: ID!
  standard_id: String!
  entity_type: String!
  parent_types: [String!]!
  name: String!
  title: String!
  active: Boolean
  auto: Boolean
  auto_update: Boolean
  enrichment_resolution: String
  only_contextual: Boolean
  playbook_compatible: Boolean
  connector_trigger_filters: String
  connector_type: String
  connector_scope: [String!]
  connector_state: String
  connector_state_reset: Boolean
  connector_state_timestamp: DateTime
  connector_user_id: ID
  connector_user: User
  connector_info: ConnectorInfo
  connector_queue_details: ConnectorQueueDetails!
  connector_priority_group: ConnectorPriorityGroup!
  config: ConnectorConfig
  configurations: [ConnectorConfiguration!]
  works(status: String): [Work]
  jwks: String!
  updated_at: DateTime
  refreshed_at: DateTime
  created_at: DateTime
  built_in: Boolean
  is_managed: Boolean
  xtm_one_intent: String
}
type ManagedConnector { id: ID! name: String! }

extend type Query {
  connector(id: String!): Connector
  connectors: [Connector!]!
  connectorsForWorker: [Connector]
  connectorsForImport: [Connector]
  connectorsForExport: [Connector]
  connectorsForAnalysis: [Connector]
  connectorsForManagers: [ManagedConnector!]
  enrichmentConnectors(type: String!): [Connector]
}
extend type Mutation {
  registerConnector(input: RegisterConnectorInput): Connector
  pingConnector(id: ID!, state: String, connectorInfo: ConnectorInfoInput): Connector
  resetStateConnector(id: ID!): Connector
  deleteConnector(id: ID!): ID!
  updateConnectorTrigger(id: ID!, input: [EditInput]!): Connector
  stixBundlePush(connectorId: String!, bundle: String!, work_id: String): Boolean
  playbookStepExecution(
    execution_id: ID!
    event_id: ID!
    execution_start: DateTime!
    data_instance_id: ID!
    playbook_id: ID!
    previous_step_id: ID!
    step_id: ID!
    previous_bundle: String!
    bundle: String!
  ): Boolean
}
`;
