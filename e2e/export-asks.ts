/** What a person does who wants a file: asks for it, waits, fetches it. All over the platform's own interface. */
import type { Sandbox } from '@opencti-connectors/sandbox';

/** What is asked for: one entity, some ids, or a list. */
export interface Ask {
  readonly entityType: string;
  readonly entityId?: string;
  readonly selectedIds?: readonly string[];
  readonly columns?: readonly string[];
  readonly full?: boolean;
  readonly format?: string;
  /** Internal ids of markings. */
  readonly maxMarkings?: readonly string[];
}

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string }[];
}

async function graphql(sandbox: Sandbox, query: string, variables: object = {}): Promise<Record<string, unknown>> {
  const answer = await fetch(`${sandbox.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${sandbox.platform.adminToken}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await answer.json()) as Answer;
  if (errors?.[0] || !data) throw new Error(errors?.[0]?.message ?? 'no data');
  return data;
}

/** True when the sandbox has lists and export asks. */
export async function canExport(sandbox: Sandbox): Promise<boolean> {
  const fields = async (type: string) => {
    const { __type: found } = await graphql(sandbox, `{ __type(name: "${type}") { fields { name } } }`);
    return JSON.stringify(found);
  };
  return (
    (await fields('Query')).includes('stixCyberObservables') &&
    (await fields('Mutation')).includes('stixDomainObjectsExportPush')
  );
}

const ASK_LIST = `mutation AskList($format: String!, $exportType: String!, $max: [String], $context: ExportContext, $ids: [String]) {
  stixDomainObjectsExportAsk(format: $format, exportType: $exportType, contentMaxMarkings: $max, fileMarkings: [],
    exportContext: $context, selectedIds: $ids, orderBy: name, orderMode: asc) { id name } }`;
const ASK_ENTITY = `mutation AskEntity($id: ID!, $input: ExportAskInput!) {
  stixCoreObjectEdit(id: $id) { exportAsk(input: $input) { id name } } }`;

/** Asks as the administrator. Gives the works, one for each connector that makes the format, and the files' names. */
export async function askExport(sandbox: Sandbox, ask: Ask): Promise<readonly { id: string; name: string }[]> {
  const { entityType, entityId, selectedIds, columns, format = 'text/csv', maxMarkings = [] } = ask;
  const exportType = ask.full ? 'full' : 'simple';
  if (entityId) {
    const input = { format, exportType, contentMaxMarkings: maxMarkings, fileMarkings: [] };
    const { stixCoreObjectEdit } = await graphql(sandbox, ASK_ENTITY, { id: entityId, input });
    return (stixCoreObjectEdit as { exportAsk: { id: string; name: string }[] }).exportAsk;
  }
  const context = { entity_type: entityType, ...(columns ? { visible_columns: columns } : {}) };
  const variables = { format, exportType, max: maxMarkings, context, ids: selectedIds };
  const { stixDomainObjectsExportAsk } = await graphql(sandbox, ASK_LIST, variables);
  return stixDomainObjectsExportAsk as { id: string; name: string }[];
}

/** The text of a file that was exported; undefined when there is none. */
export async function exportedText(sandbox: Sandbox, { entityType, entityId }: Ask, name: string) {
  const path = ['export', entityType, ...(entityId ? [entityId] : []), name.toLowerCase()];
  const answer = await fetch(`${sandbox.url}/storage/get/${path.map(encodeURIComponent).join('/')}`, {
    headers: { authorization: `Bearer ${sandbox.platform.adminToken}` },
  });
  return answer.ok ? await answer.text() : undefined;
}
