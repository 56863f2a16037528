/** Every file that is generated, with its text. `npm run docs` writes them, a test compares them. */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  type ConnectorFolder,
  catalog,
  connectorFiles,
  type GeneratedFile,
  printJson,
  readmeWithSettings,
} from '@opencti-connectors/cli';
import { apiPages } from '../api/markdown.ts';
import { ROOT } from '../connectors.ts';
import { demoCompose, envExample, openctiCompose } from './compose.ts';
import { versionOf } from './names.ts';

/** Paths are below the root. @throws when a connector has no README, or lacks what its demo needs. */
export function generatedFiles(
  folders: readonly ConnectorFolder[],
  templates: readonly ConnectorFolder[] = [],
): GeneratedFile[] {
  return [
    ...templates.map((folder) => ({
      path: relative(ROOT, join(folder.path, 'README.md')),
      text: readmeWithSettings(folder),
    })),
    ...folders.flatMap((folder) =>
      connectorFiles(folder).map(({ path, text }) => ({ path: `connectors/${folder.slug}/${path}`, text })),
    ),
    // A release of core is a release of every connector.
    { path: 'catalog.json', text: printJson(catalog(folders, versionOf('packages/core'))) },
    { path: 'docker/compose.demo.yml', text: demoCompose(folders) },
    { path: 'docker/compose.opencti.yml', text: openctiCompose(folders) },
    { path: 'docker/.env.example', text: envExample(folders) },
    ...apiPages(),
  ];
}

/** Those whose text on disk is another, or that are not there. */
export function stale(files: readonly GeneratedFile[], root = ROOT): GeneratedFile[] {
  return files.filter(({ path, text }) => {
    const file = join(root, path);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
}
