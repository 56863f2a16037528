/** Core's streamed uploads and downloads against the sandbox's storage. */
import { createHash } from 'node:crypto';
import { startSandbox } from '@opencti-connectors/sandbox';
import { expect, test } from 'vitest';
import { operation, PlatformClient } from '../packages/core/src/client/client.ts';
import { storagePath } from '../packages/core/src/client/download.ts';

const PIECES = 300;
const NAME = 'Été 2026-11-22T17:48:16.270Z_(Export)_"x".csv';

const UPLOAD = operation<{ uploadImport: { id: string } }, object>(
  'U',
  'mutation U($file: Upload!) { uploadImport(file: $file) { id name size } }',
  'KNOWLEDGE_KNASKIMPORT',
);

async function* pieces(hash: ReturnType<typeof createHash>): AsyncGenerator<Uint8Array> {
  for (let number = 0; number < PIECES; number++) {
    const piece = Buffer.alloc(100_000, `${number};\r\n`);
    hash.update(piece);
    yield piece;
  }
}

test('a stream of 30 MB arrives whole under its name and comes back the same', async () => {
  const sandbox = await startSandbox();
  try {
    const client = new PlatformClient({ url: sandbox.url, token: sandbox.platform.connectorToken, userAgent: 'test' });
    const sent = createHash('sha256');
    const file = { name: NAME, mediaType: 'text/csv', data: pieces(sent) };
    const answer = await client.upload(UPLOAD, {}, [{ variable: 'file', file }]);
    const digest = sent.digest('hex');
    expect(answer.uploadImport).toEqual({
      id: `import/global/${NAME.toLowerCase()}`,
      name: NAME,
      size: PIECES * 100_000,
    });
    expect(sandbox.platform.files.find(answer.uploadImport.id)?.content.sha256).toBe(digest);

    const received = createHash('sha256');
    for await (const chunk of await client.download(storagePath(answer.uploadImport.id))) received.update(chunk);
    expect(received.digest('hex')).toBe(digest);
  } finally {
    await sandbox.close();
  }
});
