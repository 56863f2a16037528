import { createHash } from 'node:crypto';
import { attachFiles } from '../../files/attach.ts';
import type { Upload, UploadedFile } from '../../files/upload.ts';
import { modelOf } from '../../graph/model/model.ts';
import type { Platform } from '../../platform.ts';
import { resolver } from './context.ts';
import { objectOf } from './knowledge-input.ts';
import { nodeOf } from './knowledge-nodes.ts';
import { refusing } from './knowledge-refusing.ts';
import { scopeOf } from './knowledge-scope.ts';

const UPDATE = ['KNOWLEDGE_KNUPDATE'];

interface ArtifactImport {
  readonly file: Upload;
  readonly fileMarkings?: readonly string[] | null;
  readonly [attribute: string]: unknown;
}

/** The creation that is made out of a file. */
export function creationResolvers(platform: Platform) {
  return {
    artifactImport: resolver<ArtifactImport>(UPDATE, async ({ file, fileMarkings, ...about }, user, { draft }) => {
      const scope = scopeOf(platform, user, draft);
      const artifact = await artifactOf(file.take());
      const object = objectOf(scope, modelOf('Artifact'), about, false);
      const element = await refusing(() => platform.write({ ...object, ...artifact }, user.id, draft));
      await attachFiles(platform, element, { files: [file], filesMarkings: [fileMarkings ?? []] }, user, draft);
      return nodeOf(scope, element);
    }),
  };
}

const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-512': 'sha512',
};

async function artifactOf({ content }: UploadedFile) {
  const bytes = await content.bytes();
  const hashes = Object.fromEntries(
    Object.entries(ALGORITHMS).map(([name, algorithm]) => [name, createHash(algorithm).update(bytes).digest('hex')]),
  );
  return { mime_type: 'application/octet-stream', hashes };
}
