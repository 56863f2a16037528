/** Works (protocol.md 3.1). */
export const WORK_SCHEMA = `
enum State { wait progress complete timeout }
enum WorksOrdering { timestamp status connector_id _score }
input WorkErrorInput { error: String source: String }

type WorkMessage { timestamp: DateTime message: String sequence: Int source: String }
type WorkTracking { import_expected_number: Int import_last_processed: DateTime import_processed_number: Int }
type Work {
  id: ID!
  name: String
  user: User
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
  draft_context: String
}
type WorkEdge { cursor: String! node: Work! }
type WorkConnection { pageInfo: PageInfo! edges: [WorkEdge] }
type WorkEditMutations {
  delete: ID!
  ping: ID!
  toReceived(message: String): ID!
  toProcessed(message: String, inError: Boolean): ID!
  addExpectations(expectations: Int): ID!
  addDraftContext(draftContext: String): ID!
  reportExpectation(error: WorkErrorInput): ID!
}
extend type Query {
  work(id: ID!): Work
  isWorkAlive(id: ID!): Boolean
  works(
    first: Int
    after: ID
    orderBy: WorksOrdering
    orderMode: OrderingMode
    search: String
    filters: FilterGroup
  ): WorkConnection
}
extend type Mutation {
  workAdd(connectorId: String!, friendlyName: String, isMultiPartWork: Boolean = false): Work!
  workEdit(id: ID!): WorkEditMutations
  workDelete(connectorId: String!): Boolean
}
`;
