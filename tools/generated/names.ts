/** Names under which this repository is published: read from the root's package.json, or here and nowhere else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../connectors.ts';

interface PackageJson {
  readonly version: string;
  readonly repository?: { readonly url: string };
}

function packageJson(folder: string): PackageJson {
  return JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
}

/** Version of a package of the workspace, such as `packages/core`. */
export function versionOf(folder: string): string {
  return packageJson(folder).version;
}

/** Page of the sources, without a slash at the end. */
export const REPOSITORY = (packageJson('.').repository?.url ?? '').replace(/^git\+/, '').replace(/\.git$/, '');

/** In front of the names of images: the account they are published under. */
export const IMAGE_PREFIX = 'opencti-connectors/';

/** Name of a connector's image, without prefix and tag. */
export function imageBase(slug: string): string {
  return `connector-${slug}`;
}

/** Name of a connector's image, without tag. */
export function imageName(slug: string): string {
  return IMAGE_PREFIX + imageBase(slug);
}

/** Part of a variable's name that stands for a connector: `mitre-attack` gives `MITRE_ATTACK`. */
export function upperSlug(slug: string): string {
  return slug.replaceAll('-', '_').toUpperCase();
}
