import type { WorkbenchPort } from '../ports/workbench.ts';
import type { PlatformClient } from './client.ts';
import { uploadPending } from './operations/workbench.ts';

/** The workbench port over GraphQL. The text is in memory, so that an upload can be tried again. */
export function createWorkbench(client: PlatformClient): WorkbenchPort {
  return {
    async offer(name, bundle, options) {
      const file = { name, mediaType: 'application/json', data: Buffer.from(bundle) };
      await client.upload(uploadPending, { file: null }, [{ variable: 'file', file }], options);
    },
  };
}
