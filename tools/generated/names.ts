/** Names under which this repository is published. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspacePublisher } from '@opencti-connectors/cli';
import { ROOT } from '../connectors.ts';

/** Version of a package of the workspace, such as `packages/core`. */
export function versionOf(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** `REPOSITORY`: page of the sources, without a slash at the end. `IMAGE_PREFIX`: the account of the images. */
export const { repository: REPOSITORY, imagePrefix: IMAGE_PREFIX } = workspacePublisher(ROOT);

/** Part of a variable's name that stands for a connector: `mitre-attack` gives `MITRE_ATTACK`. */
export function upperSlug(slug: string): string {
  return slug.replaceAll('-', '_').toUpperCase();
}
