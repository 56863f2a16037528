/** What can be done to one entity: the other parts of the schema add to these. */
export const EDIT_SCHEMA = `
enum AnalysisContentType { fields file }

type StixCoreObjectEditMutations {
  askEnrichment(connectorId: ID!): Work
  askEnrichments(connectorIds: [ID!]!): [Work!]
  askAnalysis(contentSource: String!, contentType: AnalysisContentType!, connectorId: ID): Work
  analysisPush(
    file: Upload!
    contentSource: String!
    contentType: AnalysisContentType!
    analysisType: String!
  ): File
}
type StixDomainObjectEditMutations { delete: ID }
type StixCyberObservableEditMutations {
  delete: ID
  fieldPatch(input: [EditInput]!): StixCyberObservable
}

input IPv4AddrAddInput { value: String! }
input DomainNameAddInput { value: String! }
input MalwareAddInput {
  name: String!
  description: String
  is_family: Boolean
  malware_types: [String]
  aliases: [String]
  objectMarking: [String]
  createdBy: String
  files: [Upload]
  filesMarkings: [[String]]
  noTriggerImport: [Boolean]
  embedded: [Boolean]
}
input SecurityCoverageAddInput {
  name: String!
  description: String
  objectCovered: String!
  objectMarking: [String]
  periodicity: String
  duration: String
  type_affinity: String
  platforms_affinity: [String!]
  auto_enrichment_disable: Boolean
}

extend type Mutation {
  stixCoreObjectEdit(id: ID!): StixCoreObjectEditMutations
  stixDomainObjectEdit(id: ID!): StixDomainObjectEditMutations
  stixCyberObservableEdit(id: ID!): StixCyberObservableEditMutations
  stixCyberObservableAdd(
    type: String!
    x_opencti_score: Int
    x_opencti_description: String
    createdBy: String
    objectMarking: [String]
    objectLabel: [String]
    IPv4Addr: IPv4AddrAddInput
    DomainName: DomainNameAddInput
  ): StixCyberObservable
  malwareAdd(input: MalwareAddInput!): Malware
  securityCoverageAdd(input: SecurityCoverageAddInput!): SecurityCoverage
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
