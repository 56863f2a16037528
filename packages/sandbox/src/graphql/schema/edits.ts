/** What can be done to one entity besides changing it, and the creation of an artifact out of a file. */
export const EDIT_SCHEMA = `
enum AnalysisContentType { fields file }

extend type StixCoreObjectEditMutations {
  askAnalysis(contentSource: String!, contentType: AnalysisContentType!, connectorId: ID): Work
  analysisPush(
    file: Upload!
    contentSource: String!
    contentType: AnalysisContentType!
    analysisType: String!
  ): File
}

extend type Mutation {
  artifactImport(
    file: Upload!
    fileMarkings: [String]
    x_opencti_description: String
    createdBy: String
    objectMarking: [String]
    objectLabel: [String]
  ): Artifact
}
`;
