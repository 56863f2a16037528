/**
 * Fields and orderings that recorded asks and answers name, and that belong to the reading of entities and lists: gone
 * from here once that part of the schema has them.
 */
export const INTERIM_SCHEMA = `
enum StixCoreObjectsOrdering { name created modified created_at updated_at createdBy _score }
enum StixDomainObjectsOrdering { name created modified created_at updated_at createdBy _score }
enum StixCyberObservablesOrdering { observable_value created_at updated_at createdBy _score }
enum StixCoreRelationshipsOrdering { created modified created_at updated_at relationship_type start_time stop_time _score }

type DraftVersion { draft_id: String! draft_operation: String! }
extend type StixCyberObservable { x_opencti_score: Int draftVersion: DraftVersion }
type Hash { algorithm: String! hash: String }
extend type Artifact { observable_value: String mime_type: String hashes: [Hash!] }
`;
