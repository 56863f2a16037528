import { ask, askWithFile } from './ask.ts';

const UPLOAD = `mutation Upload($file: Upload!) { uploadAndAskJobImport(file: $file, noTriggerImport: true) { id name } }`;
const IMPORT = `mutation Import($id: ID!, $connectorId: String) {
  askJobImport(fileName: $id, connectorId: $connectorId, bypassValidation: true) { id } }`;

/**
 * Uploads a file and asks a connector to import it straight into knowledge, without a draft in between. Connectors
 * that run by themselves are left out: the visitor chooses one. @throws Refused
 */
export async function uploadAndImport(file: File, connectorId: string): Promise<void> {
  const { uploadAndAskJobImport: stored } = await askWithFile<{ uploadAndAskJobImport: { id: string } }>(
    UPLOAD,
    {},
    file,
  );
  await ask(IMPORT, { id: stored.id, connectorId });
}
