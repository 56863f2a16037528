/** What a person does who imports a file: uploads it, asks for its import, and looks at the work. */
import type { Sandbox } from '@opencti-connectors/sandbox';

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string }[];
}

async function read(answer: Response): Promise<Record<string, unknown>> {
  const { data, errors } = (await answer.json()) as Answer;
  if (errors?.[0] || !data) throw new Error(errors?.[0]?.message ?? 'no data');
  return data;
}

/** Anything of the platform's interface, as the administrator. */
export async function graphql(sandbox: Sandbox, query: string, variables: object = {}) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${sandbox.platform.adminToken}` };
  const body = JSON.stringify({ query, variables });
  return read(await fetch(`${sandbox.url}/graphql`, { method: 'POST', headers, body }));
}

/** Uploads a file; gives the id of the file. With an entity, to its page. */
export async function upload(
  sandbox: Sandbox,
  name: string,
  content: string | Uint8Array<ArrayBuffer> | Blob,
  { entityId, markings = [] }: { readonly entityId?: string; readonly markings?: readonly string[] } = {},
): Promise<string> {
  const query = entityId
    ? `mutation U($file: Upload!, $marks: [String], $id: ID!) {
         stixCoreObjectEdit(id: $id) { importPush(file: $file, fileMarkings: $marks) { id } } }`
    : 'mutation U($file: Upload!, $marks: [String]) { uploadImport(file: $file, fileMarkings: $marks) { id } }';
  const form = new FormData();
  const variables = { file: null, marks: markings, ...(entityId ? { id: entityId } : {}) };
  form.set('operations', JSON.stringify({ query, variables }));
  form.set('map', JSON.stringify({ 0: ['variables.file'] }));
  form.set('0', new Blob([content]), name);
  const headers = { authorization: `Bearer ${sandbox.platform.adminToken}` };
  const data = await read(await fetch(`${sandbox.url}/graphql`, { method: 'POST', headers, body: form }));
  const file = data.uploadImport ?? (data.stixCoreObjectEdit as { importPush: unknown }).importPush;
  return (file as { id: string }).id;
}

/** How a file shall be imported (`askJobImport`). */
export interface ImportAsk {
  readonly validationMode?: 'draft' | 'workbench';
  readonly forceValidation?: boolean;
  readonly bypassValidation?: boolean;
  readonly configuration?: string;
}

const ASK = `mutation Ask($fileName: ID!, $configuration: String, $bypassValidation: Boolean, $validationMode: ValidationMode,
  $forceValidation: Boolean) { askJobImport(fileName: $fileName, configuration: $configuration,
  bypassValidation: $bypassValidation, validationMode: $validationMode, forceValidation: $forceValidation) { works { id } } }`;

/** Asks for an import; gives the id of its work. */
export async function askImport(sandbox: Sandbox, fileName: string, ask: ImportAsk = {}): Promise<string> {
  const { askJobImport } = await graphql(sandbox, ASK, { fileName, ...ask });
  return (askJobImport as { works: { id: string }[] }).works[0]?.id ?? '';
}
