/** Files of entities, as lists show them. */
export const FILES_OF_KNOWLEDGE = `
scalar Upload
type FileMetadata { mimetype: String version: DateTime description: String }
type File {
  id: ID!
  name: String!
  size: Int
  lastModified: DateTime
  metaData: FileMetadata
  objectMarking: [MarkingDefinition!]!
}
type FileEdge { cursor: String! node: File! }
type FileConnection { pageInfo: PageInfo! edges: [FileEdge!]! }
`;

/** Fields of every entity that has files. */
export const ENTITY_FILE_FIELDS = `
  importFiles(first: Int, after: ID, search: String): FileConnection
  pendingFiles(first: Int, after: ID, search: String): FileConnection
  exportFiles(first: Int, after: ID): FileConnection
`;
