/** Asks for import jobs (protocol.md 5.3, 6.4), and the drafts that they may go to. */
export const IMPORT_SCHEMA = `
enum ValidationMode { workbench draft }
input ConnectorWithConfig { connectorId: String configuration: String }

extend type Mutation {
  uploadAndAskJobImport(
    file: Upload!
    fileMarkings: [String!]
    connectors: [ConnectorWithConfig!]
    validationMode: ValidationMode
    draftId: String
    noTriggerImport: Boolean
  ): File
  askJobImport(
    fileName: ID!
    connectorId: String
    configuration: String
    bypassEntityId: String
    bypassValidation: Boolean
    validationMode: ValidationMode
    forceValidation: Boolean
  ): File
  createDraftAndAskJobImport(
    fileName: ID!
    connectorId: String
    configuration: String
    bypassEntityId: String
    bypassValidation: Boolean
    validationMode: ValidationMode
    forceValidation: Boolean
  ): File
}
extend type StixCoreObjectEditMutations {
  uploadAndAskJobImport(
    file: Upload!
    fileMarkings: [String!]
    connectors: [ConnectorWithConfig!]
    validationMode: ValidationMode
    draftId: String
    noTriggerImport: Boolean
  ): File
}

enum DraftStatus { open validated }
input DraftWorkspaceAddInput {
  name: String!
  description: String
  entity_id: String
  createdBy: String
  objectAssignee: [String!]
  objectParticipant: [String!]
}
type DraftObjectsCount { totalCount: Int! entitiesCount: Int! observablesCount: Int! relationshipsCount: Int! }
type DraftWorkspace {
  id: ID!
  name: String!
  description: String
  entity_id: String
  draft_status: DraftStatus!
  created_at: DateTime!
  processingCount: Int!
  objectsCount: DraftObjectsCount!
  works(first: Int): [Work!]
}
type DraftWorkspaceEdge { cursor: String! node: DraftWorkspace! }
type DraftWorkspaceConnection { pageInfo: PageInfo! edges: [DraftWorkspaceEdge!]! }
extend type Query {
  draftWorkspace(id: String!): DraftWorkspace
  draftWorkspaces(first: Int, after: ID): DraftWorkspaceConnection
}
extend type Mutation {
  draftWorkspaceAdd(input: DraftWorkspaceAddInput!): DraftWorkspace
  draftWorkspaceValidate(id: ID!): Work
  draftWorkspaceDelete(id: ID!): ID
}
`;
