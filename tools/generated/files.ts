/** Every file that is generated, with its text. `npm run docs` writes them, a test compares them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsTable } from '@opencti-connectors/core/ports';
import { apiPages } from '../api/markdown.ts';
import { type ConnectorFolder, ROOT } from '../connectors.ts';
import { demoCompose, envExample, openctiCompose, readmeCompose } from './compose.ts';
import { configSchema } from './config-schema.ts';
import { printJson } from './json.ts';
import { catalog, manifest } from './manifest.ts';
import { imageBase } from './names.ts';

/** A generated file: its path below the root, and what it has to hold. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** @throws when a connector has no README, or lacks what its demo needs. */
export function generatedFiles(folders: readonly ConnectorFolder[]): GeneratedFile[] {
  return [
    ...folders.flatMap(filesOf),
    { path: 'catalog.json', text: printJson(catalog(folders)) },
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

function filesOf(folder: ConnectorFolder): GeneratedFile[] {
  const base = `connectors/${folder.slug}`;
  const readme = writtenReadme(folder);
  return [
    { path: `${base}/README.md`, text: readme },
    { path: `${base}/__metadata__/connector_manifest.json`, text: printJson(manifest({ ...folder, readme })) },
    { path: `${base}/__metadata__/connector_config_schema.json`, text: printJson(configSchema(folder.definition)) },
  ];
}

/** A README with its generated blocks; one that is not there yet is put before the settings, or at the end. */
function writtenReadme(folder: ConnectorFolder): string {
  const { readme, slug, definition } = folder;
  if (readme === '') throw new Error(`connectors/${slug}/README.md is missing`);
  const compose = `\n\`\`\`yaml\n${readmeCompose(folder)}\n\`\`\`\n`;
  const withSettings = replaceBlock(
    withBlock(readme, 'settings', '## Settings'),
    'settings',
    `\n${settingsTable(definition)}\n`,
  );
  const placed = withBlock(withSettings, 'compose', composeSection(slug));
  return replaceBlock(placed, 'compose', compose);
}

function composeSection(slug: string): string {
  return `## Beside an OpenCTI

A container of \`${imageBase(slug)}\`, to be pasted into the Compose file of OpenCTI. Only the lines that are not comments have to be set; [docs/deploying.md](../../docs/deploying.md) says where token and id come from.`;
}

function withBlock(readme: string, name: string, heading: string): string {
  if (readme.includes(`<!-- ${name} -->`)) return readme;
  const block = `${heading}\n\n<!-- ${name} -->\n<!-- /${name} -->\n`;
  const settings = readme.search(/^## Settings$/m);
  if (settings < 0) return `${readme.trimEnd()}\n\n${block}`;
  return `${readme.slice(0, settings)}${block}\n${readme.slice(settings)}`;
}

function replaceBlock(text: string, name: string, content: string): string {
  const block = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
  return text.replace(block, (_all, open: string, close: string) => `${open}${content}\n${close}`);
}
