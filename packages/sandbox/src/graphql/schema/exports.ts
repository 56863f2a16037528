const ASK = `
    format: String!
    exportType: String!
    contentMaxMarkings: [String]
    fileMarkings: [String]
`;
const LIST = `
    search: String
    exportContext: ExportContext
    orderMode: OrderingMode
    filters: FilterGroup
    selectedIds: [String]
`;
const PUSH =
  '(entity_id: String, entity_type: String!, file: Upload!, file_markings: [String]!, listFilters: String): Boolean';
const FILES = '(exportContext: ExportContext!, first: Int): FileConnection';

/** Asks for exports, what exporters answer, and the lists of files that come of it (protocol.md 5.4, 6.3, 6.4). */
export const EXPORT_SCHEMA = `
input ExportContext { entity_id: String entity_type: String! visible_columns: [String] }
input ExportAskInput { ${ASK} }
input StixCoreObjectsExportAskInput { ${ASK} ${LIST} orderBy: StixCoreObjectsOrdering }
input StixCyberObservablesExportAskInput { ${ASK} ${LIST} orderBy: StixCyberObservablesOrdering types: [String] }
input StixCoreRelationshipsExportAskInput {
  ${ASK} ${LIST}
  orderBy: StixCoreRelationshipsOrdering
  fromOrToId: [String]
  elementWithTargetTypes: [String]
  fromId: [String]
  fromRole: String
  fromTypes: [String]
  toId: [String]
  toRole: String
  toTypes: [String]
  relationship_type: [String]
}

extend type Query {
  stixCoreObjectsExportFiles${FILES}
  stixDomainObjectsExportFiles${FILES}
  stixCyberObservablesExportFiles${FILES}
  stixCoreRelationshipsExportFiles${FILES}
}
extend type Mutation {
  stixCoreObjectsExportAsk(input: StixCoreObjectsExportAskInput!): [File!]
  stixDomainObjectsExportAsk(
    ${ASK} ${LIST}
    orderBy: StixDomainObjectsOrdering
    relationship_type: [String]
    pirId: ID
  ): [File!]
  stixCyberObservablesExportAsk(input: StixCyberObservablesExportAskInput!): [File!]
  stixCoreRelationshipsExportAsk(input: StixCoreRelationshipsExportAskInput!): [File!]
  stixCoreObjectsExportPush${PUSH}
  stixDomainObjectsExportPush${PUSH}
  stixCyberObservablesExportPush${PUSH}
  stixCoreRelationshipsExportPush${PUSH}
}
extend type StixCoreObjectEditMutations {
  exportAsk(input: ExportAskInput!): [File!]
  exportPush(file: Upload!): Boolean
}
extend type StixDomainObjectEditMutations {
  exportAsk(input: ExportAskInput!): [File!]
  exportPush(file: Upload!, file_markings: [String]!): Boolean
}
extend type StixCyberObservableEditMutations {
  exportPush(file: Upload!): Boolean
}
`;
