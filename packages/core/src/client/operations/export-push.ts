import { operation } from '../client.ts';

interface ListVariables {
  readonly entity_id: string | null;
  readonly entity_type: string;
  readonly file: null;
  readonly file_markings: readonly string[];
  readonly listFilters: string;
}

/** For an entity of any type: the form for observables is broken in the platform (protocol.md 6.3). */
export const pushEntityFile = operation<
  { stixDomainObjectEdit: { exportPush: boolean } },
  { id: string; file: null; file_markings: readonly string[] }
>(
  'ExportEntityPush',
  `mutation ExportEntityPush($id: ID!, $file: Upload!, $file_markings: [String]!) {
  stixDomainObjectEdit(id: $id) { exportPush(file: $file, file_markings: $file_markings) }
}`,
  'CONNECTORAPI',
);

function listPush(name: string, root: string) {
  return operation<Record<string, boolean>, ListVariables>(
    name,
    `mutation ${name}(
  $entity_id: String, $entity_type: String!, $file: Upload!, $file_markings: [String]!, $listFilters: String
) {
  ${root}(
    entity_id: $entity_id, entity_type: $entity_type, file: $file, file_markings: $file_markings, listFilters: $listFilters
  )
}`,
    'CONNECTORAPI',
  );
}

export const pushDomainList = listPush('ExportDomainObjectsPush', 'stixDomainObjectsExportPush');
/** Sightings have none of their own. */
export const pushCoreList = listPush('ExportCoreObjectsPush', 'stixCoreObjectsExportPush');
export const pushObservableList = listPush('ExportObservablesPush', 'stixCyberObservablesExportPush');
export const pushRelationshipList = listPush('ExportRelationshipsPush', 'stixCoreRelationshipsExportPush');

/** Ids of what a container holds. */
export const readContents = operation<
  { stixCoreObject: Record<string, { edges: readonly { node: { id?: string } | null }[] }> | null },
  { id: string }
>(
  'ExportContents',
  `query ExportContents($id: String!) {
  stixCoreObject(id: $id) {
    id
    ... on Container { objects(all: true) { edges { node { ... on BasicObject { id } ... on BasicRelationship { id } } } } }
  }
}`,
  'KNOWLEDGE',
);
