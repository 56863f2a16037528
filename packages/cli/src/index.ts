/** What can be written about a connector without running it; `npm run docs` makes the repository's files of it. */
export { HARDENED, indent, readmeCompose, scalar } from './documents/compose.ts';
export { type ConfigSchema, configSchema, FORMATS, settingsOf } from './documents/config-schema.ts';
export { connectorFiles, type GeneratedFile, readmeWithSettings } from './documents/files.ts';
export { type Connector, type ConnectorFolder, loadFolder, type Presentation } from './documents/folder.ts';
export { printJson } from './documents/json.ts';
export { type Catalog, type Contract, catalog, type Manifest, manifest } from './documents/manifest.ts';
export { imageBase, imageName, type Publisher, repositoryPage } from './documents/names.ts';
export { workspacePublisher } from './workspace.ts';
