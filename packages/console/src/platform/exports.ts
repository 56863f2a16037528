import { isDomain } from '../parts/families.ts';
import { ask } from './ask.ts';

/** What of the platform is to become a file: a type of entities (none for all), or `stix-core-relationship`. */
export interface ListToExport {
  /** Type of entities, of relationships in small letters, or empty for all entities. */
  readonly type: string;
  readonly search: string;
  readonly format: string;
  readonly exportType: 'simple' | 'full';
}

/** An export that is under way: the work that makes it, and the name that the file will have. */
export interface AwaitedExport {
  readonly id: string;
  readonly name: string;
  /** The list that the file will stand under. */
  readonly entityType: string;
}

type List = 'stixCoreObjects' | 'stixDomainObjects' | 'stixCyberObservables' | 'stixCoreRelationships';

export const ALL_RELATIONSHIPS = 'stix-core-relationship';

function listOf(type: string): readonly [list: List, entityType: string] {
  if (type === '') return ['stixCoreObjects', 'Stix-Core-Object'];
  if (/^[a-z]/.test(type)) return ['stixCoreRelationships', ALL_RELATIONSHIPS];
  return [isDomain(type) ? 'stixDomainObjects' : 'stixCyberObservables', type];
}

/** Asks every connector that makes the format for a file (protocol.md 5.4). @throws Refused */
export async function askExport({ type, search, format, exportType }: ListToExport): Promise<AwaitedExport[]> {
  const [list, entityType] = listOf(type);
  const field = `${list}ExportAsk`;
  const common = { format, exportType, contentMaxMarkings: [], fileMarkings: [] };
  const context = { exportContext: { entity_type: entityType }, ...(search === '' ? {} : { search }) };
  const isOneKind = list === 'stixCoreRelationships' && type !== ALL_RELATIONSHIPS;
  const input = { ...common, ...context, ...(isOneKind ? { relationship_type: [type] } : {}) };
  const asked = await ask<Record<string, { id: string; name: string }[] | null>>(documentOf(list, field), {
    ...input,
    input,
  });
  return (asked[field] ?? []).map(({ id, name }) => ({ id, name, entityType }));
}

/** The list of domain objects takes its arguments singly, the others as one input. */
function documentOf(list: List, field: string): string {
  if (list !== 'stixDomainObjects') {
    const input = `${list[0]?.toUpperCase()}${list.slice(1)}ExportAskInput!`;
    return `mutation Export($input: ${input}) { ${field}(input: $input) { id name } }`;
  }
  return `mutation Export($format: String!, $exportType: String!, $contentMaxMarkings: [String], $fileMarkings: [String],
    $exportContext: ExportContext, $search: String) {
    ${field}(format: $format, exportType: $exportType, contentMaxMarkings: $contentMaxMarkings,
      fileMarkings: $fileMarkings, exportContext: $exportContext, search: $search) { id name } }`;
}

const FILES = `query ExportFiles($context: ExportContext!) {
  stixCoreObjectsExportFiles(exportContext: $context, first: 100) { edges { node { id name uploadStatus } } } }`;

interface FilesAnswer {
  readonly stixCoreObjectsExportFiles: {
    readonly edges: readonly { readonly node: { readonly id: string; readonly name: string } }[];
  };
}

/** Id of the file that came of an export; undefined while there is none. */
export async function fileOf({ id, name, entityType }: AwaitedExport): Promise<string | undefined> {
  const { stixCoreObjectsExportFiles: files } = await ask<FilesAnswer>(FILES, { context: { entity_type: entityType } });
  // The platform lists a work in the place of a file that is not there yet.
  return files.edges.map(({ node }) => node).find((file) => file.name === name && file.id !== id)?.id;
}
