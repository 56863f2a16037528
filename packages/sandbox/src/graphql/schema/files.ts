/** Files: what they are, lists of them, uploads (protocol.md 6.2, 6.4). */
export const FILE_SCHEMA = `
scalar Upload

type FileMetadata {
  encoding: String
  mimetype: String
  version: DateTime
  messages: [WorkMessage]
  errors: [WorkMessage]
  list_filters: String
  entity_id: String
  entity: StixCoreObject
  labels_text: String
  labels: [String]
  file_markings: [String]
  creator_id: String
  external_reference_id: String
  creator: User
  description: String
  order: Int
  inCarousel: Boolean
  analysis_content_source: String
  analysis_content_type: String
  analysis_type: String
}
type File {
  id: ID!
  entity_type: String!
  name: String!
  size: Int
  lastModified: DateTime
  lastModifiedSinceMin: Int
  uploadStatus: State!
  works: [Work]
  metaData: FileMetadata
  objectMarking: [MarkingDefinition!]!
}
type FileEdge { cursor: String! node: File! }
type FileConnection { pageInfo: PageInfo! edges: [FileEdge!]! }

extend type Query {
  file(id: String!): File
  importFiles(first: Int, after: ID, search: String): FileConnection
  pendingFiles(first: Int, after: ID, search: String): FileConnection
}
extend type Mutation {
  uploadImport(file: Upload!, fileMarkings: [String]): File
  uploadPending(
    file: Upload!
    entityId: String
    labels: [String]
    errorOnExisting: Boolean
    file_markings: [String!]
    refreshEntity: Boolean
  ): File
  deleteImport(fileName: String): ID
}
extend type StixCoreObjectEditMutations {
  importPush(
    file: Upload!
    fileMarkings: [String]
    version: DateTime
    noTriggerImport: Boolean
    fromTemplate: Boolean
    embedded: Boolean
  ): File
}
extend type StixDomainObjectEditMutations {
  importPush(
    file: Upload!
    fileMarkings: [String]
    version: DateTime
    noTriggerImport: Boolean
    fromTemplate: Boolean
    embedded: Boolean
  ): File
}
extend type StixCyberObservableEditMutations {
  importPush(
    file: Upload!
    fileMarkings: [String]
    version: DateTime
    noTriggerImport: Boolean
    embedded: Boolean
  ): File
}
`;

/** Fields of every entity that has files. */
export const ENTITY_FILE_FIELDS = `
  importFiles(first: Int, after: ID, search: String): FileConnection
  pendingFiles(first: Int, after: ID, search: String): FileConnection
  exportFiles(first: Int, after: ID): FileConnection
`;
