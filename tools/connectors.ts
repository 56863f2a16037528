/** The connectors of this repository, read from the folders: no list of them stands anywhere. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ConnectorFolder, loadFolder, workspacePublisher } from '@opencti-connectors/cli';

/** The root of the repository. */
export const ROOT = resolve(import.meta.dirname, '..');

/** Folders below connectors/ that have a main.ts, sorted: the slug is the folder's name. */
export function connectorSlugs(root = ROOT): string[] {
  const folder = join(root, 'connectors');
  const slugs = readdirSync(folder).filter((slug) => existsSync(join(folder, slug, 'src/main.ts')));
  return slugs.sort();
}

/** Loads the definitions. @throws when a folder's name is not the connector's slug, or it has no default export. */
export async function loadConnectors(root = ROOT): Promise<ConnectorFolder[]> {
  return Promise.all(connectorSlugs(root).map((slug) => loadConnector(slug, root)));
}

/** Loads the templates that `octc new` copies. */
export async function loadTemplates(root = ROOT): Promise<ConnectorFolder[]> {
  const folder = join(root, 'packages/cli/templates');
  const names = readdirSync(folder).sort();
  return Promise.all(names.map((name) => loadFolder(join(folder, name), workspacePublisher(root))));
}

async function loadConnector(slug: string, root: string): Promise<ConnectorFolder> {
  const folder = await loadFolder(join(root, 'connectors', slug), workspacePublisher(root));
  if (folder.slug === slug) return folder;
  throw new Error(`connectors/${slug}/src/connector.ts: the slug "${folder.slug}" is not the folder's name`);
}

/** An id for the demo and the smoke test, the same each time: a UUID made of the slug. */
export function connectorId(slug: string): string {
  const hex = createHash('sha256').update(slug).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
