import { operation } from '../client.ts';

/** Refused in a draft (protocol.md 6.4). */
export const uploadPending = operation<{ uploadPending: { id: string } | null }, { file: null }>(
  'UploadPending',
  'mutation UploadPending($file: Upload!) { uploadPending(file: $file, errorOnExisting: false) { id } }',
  'KNOWLEDGE_KNASKIMPORT',
);
