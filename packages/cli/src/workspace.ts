/** Where a command stands: in this repository, or in the folder of a connector somewhere else. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Publisher, repositoryPage } from './documents/names.ts';

interface PackageJson {
  readonly name?: string;
  readonly repository?: { readonly url: string } | string;
}

/** `package.json` of a folder; undefined when there is none. */
export function packageJson<Shape extends PackageJson = PackageJson>(folder: string): Shape | undefined {
  const file = join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Shape) : undefined;
}

/** Root of this repository, looked for from a folder upwards; undefined outside. */
export function findWorkspace(from: string): string | undefined {
  const isRoot = existsSync(join(from, 'pnpm-workspace.yaml')) && packageJson(from)?.name === 'opencti-connectors';
  if (isRoot) return from;
  return dirname(from) === from ? undefined : findWorkspace(dirname(from));
}

/** Who publishes what is in this repository. */
export function workspacePublisher(root: string): Publisher {
  return { repository: repositoryPage(packageJson(root)?.repository), imagePrefix: 'opencti-connectors/' };
}

/** Who publishes the connector in a folder: this repository, or whom its own package.json names. */
export function publisherOf(folder: string): Publisher {
  const root = findWorkspace(folder);
  if (root) return workspacePublisher(root);
  return { repository: repositoryPage(packageJson(folder)?.repository), imagePrefix: '' };
}
