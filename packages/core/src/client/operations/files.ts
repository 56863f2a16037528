import { operation } from '../client.ts';

interface Known {
  readonly id: string;
  readonly standard_id?: string;
  readonly x_opencti_stix_ids?: readonly string[] | null;
}

/** What has one of these ids: internal, standard, or one that came with it. */
export const readKnown = operation<
  { stixObjectOrStixRelationships: { edges: readonly { node: Known | null }[] } },
  { first: number; filters: object }
>(
  'KnownIds',
  `query KnownIds($first: Int, $filters: FilterGroup) {
  stixObjectOrStixRelationships(first: $first, filters: $filters) {
    edges {
      node {
        ... on StixObject { id standard_id x_opencti_stix_ids }
        ... on StixRelationship { id standard_id x_opencti_stix_ids }
      }
    }
  }
}`,
  'KNOWLEDGE',
);

/** Refused in a draft (protocol.md 6.4). */
export const uploadPending = operation<
  { uploadPending: { id: string } | null },
  { file: null; entityId: string | null; markings: readonly string[] }
>(
  'UploadPending',
  `mutation UploadPending($file: Upload!, $entityId: String, $markings: [String!]) {
  uploadPending(file: $file, entityId: $entityId, file_markings: $markings, errorOnExisting: false) { id }
}`,
  'KNOWLEDGE_KNASKIMPORT',
);

export const addDraft = operation<
  { draftWorkspaceAdd: { id: string } },
  { input: { name: string; entity_id: string | null } }
>(
  'AddDraft',
  'mutation AddDraft($input: DraftWorkspaceAddInput!) { draftWorkspaceAdd(input: $input) { id } }',
  'KNOWLEDGE_KNUPDATE',
);

export const readDraftOfWork = operation<{ work: { draft_context: string | null } | null }, { id: string }>(
  'DraftOfWork',
  'query DraftOfWork($id: ID!) { work(id: $id) { id draft_context } }',
  'MODULES',
);

export const tieDraft = operation<{ workEdit: unknown }, { id: string; draftId: string }>(
  'TieDraft',
  'mutation TieDraft($id: ID!, $draftId: String) { workEdit(id: $id) { addDraftContext(draftContext: $draftId) } }',
  'CONNECTORAPI',
);
