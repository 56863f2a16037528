/** Which connector a command is about. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ConnectorFolder, definitionFile, loadFolder } from './documents/folder.ts';
import { CommandError } from './exit-codes.ts';
import { findWorkspace, publisherOf } from './workspace.ts';

/** Names of the connectors of this repository; none outside. */
export function connectorNames(root: string | undefined): string[] {
  const folder = root && join(root, 'connectors');
  if (!folder || !existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => definitionFile(join(folder, name)))
    .sort();
}

/**
 * The folder of a connector: a path, the name of one of this repository, or where one stands.
 * @throws CommandError when there is none, naming those that there are.
 */
export function connectorPath(named: string | undefined, cwd = process.cwd()): string {
  const root = findWorkspace(cwd);
  const candidates =
    named === undefined ? [cwd] : [resolve(cwd, named), ...(root ? [join(root, 'connectors', named)] : [])];
  const found = candidates.find((path) => existsSync(path) && statSync(path).isDirectory() && definitionFile(path));
  if (found) return found;
  const known = connectorNames(root);
  const what =
    named === undefined ? 'This folder holds no connector (no src/connector.ts)' : `There is no connector "${named}"`;
  throw new CommandError(known.length > 0 ? `${what}. Name one of: ${known.join(', ')}` : `${what}.`);
}

/** Loads a connector, and stands in its folder from then on, as the connector itself would: `config.yml` is read there. */
export async function openConnector(named: string | undefined): Promise<ConnectorFolder> {
  const path = connectorPath(named);
  process.chdir(path);
  return loadFolder(path, publisherOf(path));
}
