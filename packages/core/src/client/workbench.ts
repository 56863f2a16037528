import type { WorkbenchPort } from '../ports/workbench.ts';
import type { PlatformClient } from './client.ts';
import { uploadPending } from './operations/files.ts';

/** The workbench port over GraphQL. The text is in memory, so that an upload can be tried again. */
export function createWorkbench(client: PlatformClient): WorkbenchPort {
  return {
    async offer(name, bundle, options) {
      const file = { name, mediaType: 'application/json', data: Buffer.from(bundle) };
      const variables = { file: null, entityId: null, markings: [] };
      await client.upload(uploadPending, variables, [{ variable: 'file', file }], options);
    },
  };
}
