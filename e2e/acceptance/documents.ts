/**
 * Everything that is asked of the platform, in words that 6.7.5 knows too: `documents.test.ts` holds each against what
 * recordings of both versions show that a platform takes.
 */

export const PLATFORM = 'query Platform { about { version } me { id name capabilities { name } } }';

export const CONNECTOR = `query Registered($id: String!) { connector(id: $id) {
  id name active connector_type connector_scope connector_state created_at
  connector_queue_details { messages_number } } }`;

const WORK_FIELDS = `id name status completed_number messages { message } errors { message }
  tracking { import_expected_number import_processed_number }`;

export const WORKS = 'query Works($id: String!) { connector(id: $id) { id works { id status } } }';

export const WORK = `query OneWork($id: ID!) { work(id: $id) { ${WORK_FIELDS} } }`;

export const DELETE_CONNECTOR = 'mutation DropConnector($id: ID!) { deleteConnector(id: $id) }';

export const DELETE_WORK = 'mutation DropWork($id: ID!) { workEdit(id: $id) { delete } }';

/** With the ids of what came along with it. */
export const ENTITY = `query Entity($id: String!) { stixCoreObject(id: $id) {
  id standard_id entity_type created_at toStix representative { main }
  createdBy { id name } objectMarking { id definition } objectLabel { id value }
  externalReferences { edges { node { id source_name external_id url } } }
  ... on AttackPattern { killChainPhases { id kill_chain_name phase_name } }
  ... on Malware { killChainPhases { id kill_chain_name phase_name } }
  ... on Tool { killChainPhases { id kill_chain_name phase_name } } } }`;

export const RELATIONSHIP = `query OneRelationship($id: String!) { stixCoreRelationship(id: $id) {
  id relationship_type created_at from { ... on BasicObject { id } } to { ... on BasicObject { id } } } }`;

export const RELATIONSHIPS = `query Relationships($from: [String], $first: Int) {
  stixCoreRelationships(fromId: $from, first: $first) { edges { node {
    id standard_id relationship_type to { ... on BasicObject { id entity_type } } } } } }`;

/** Of anything in STIX, labels and phases too, past the trash: the argument that says so is the default. */
export const DELETE = 'mutation Remove($id: ID!) { stixEdit(id: $id) { delete } }';

export const ADD_MALWARE =
  'mutation AddMalware($input: MalwareAddInput!) { malwareAdd(input: $input) { id standard_id name } }';

export const ADD_DOMAIN = `mutation AddDomain($type: String!, $value: DomainNameAddInput) {
  stixCyberObservableAdd(type: $type, DomainName: $value) { id standard_id observable_value } }`;

export const PATCH = `mutation Patch($id: ID!, $input: [EditInput]!) {
  stixDomainObjectEdit(id: $id) { fieldPatch(input: $input) { id } } }`;

export const ASK_ENRICHMENT = `mutation AskEnrichment($id: ID!, $connector: ID!) {
  stixCoreObjectEdit(id: $id) { askEnrichment(connectorId: $connector) { id } } }`;

export const ASK_EXPORT = `mutation AskExport($id: ID!, $input: ExportAskInput!) {
  stixCoreObjectEdit(id: $id) { exportAsk(input: $input) { id name } } }`;

export const ASK_LIST = `mutation AskList(
  $format: String!, $exportType: String!, $contentMaxMarkings: [String], $fileMarkings: [String],
  $exportContext: ExportContext, $orderBy: StixDomainObjectsOrdering, $orderMode: OrderingMode, $filters: FilterGroup
) { stixDomainObjectsExportAsk(
  format: $format, exportType: $exportType, contentMaxMarkings: $contentMaxMarkings, fileMarkings: $fileMarkings,
  exportContext: $exportContext, orderBy: $orderBy, orderMode: $orderMode, filters: $filters) { id name } }`;

export const EXPORTS_OF_ENTITY = `query ExportsOf($id: String!) { stixCoreObject(id: $id) {
  exportFiles(first: 50) { edges { node { id name } } } } }`;

export const EXPORTS_OF_LIST = `query ListExports($context: ExportContext!) {
  stixDomainObjectsExportFiles(exportContext: $context, first: 50) { edges { node { id name } } } }`;

export const UPLOAD = 'mutation SendFile($file: Upload!) { uploadImport(file: $file) { id name size } }';

export const ASK_IMPORT = `mutation AskImport($file: ID!, $connector: String, $bypass: Boolean) {
  askJobImport(fileName: $file, connectorId: $connector, bypassValidation: $bypass) { id works { id } } }`;

/** Of imported files, and of exported ones. */
export const DELETE_FILE = 'mutation RemoveFile($name: String) { deleteImport(fileName: $name) }';

export const OPEN_STREAM = `mutation OpenStream($input: StreamCollectionAddInput!) {
  streamCollectionAdd(input: $input) { id name } }`;

export const CLOSE_STREAM = 'mutation CloseStream($id: ID!) { streamCollectionEdit(id: $id) { delete } }';
