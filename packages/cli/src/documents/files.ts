/** What is generated into the folder of a connector. */
import { join } from 'node:path';
import { settingsTable } from '@opencti-connectors/core/tools';
import { readmeCompose } from './compose.ts';
import { configSchema } from './config-schema.ts';
import type { ConnectorFolder } from './folder.ts';
import { printJson } from './json.ts';
import { manifest } from './manifest.ts';
import { imageBase } from './names.ts';

const GUIDE = 'https://github.com/opencti-connectors/opencti-connectors/blob/main/docs/deploying.md';

/** A generated file: its path below a folder, and what it has to hold. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** README, manifest and schema of one connector; paths are below its folder. @throws Error when it has no README. */
export function connectorFiles(folder: ConnectorFolder): GeneratedFile[] {
  const readme = writtenReadme(folder);
  const schema = configSchema(folder.definition, folder.publisher);
  return [
    { path: 'README.md', text: readme },
    { path: '__metadata__/connector_manifest.json', text: printJson(manifest({ ...folder, readme })) },
    { path: '__metadata__/connector_config_schema.json', text: printJson(schema) },
  ];
}

/** A README with its generated blocks; one that is not there yet is put before the settings, or at the end. */
function writtenReadme(folder: ConnectorFolder): string {
  const compose = `\n\`\`\`yaml\n${readmeCompose(folder)}\n\`\`\`\n`;
  return replaceBlock(withBlock(readmeWithSettings(folder), 'compose', composeSection(folder)), 'compose', compose);
}

/** A README with the table of settings that the contract of connectors asks for. @throws Error when there is none. */
export function readmeWithSettings({ readme, path, definition }: ConnectorFolder): string {
  if (readme === '') throw new Error(`${join(path, 'README.md')} is missing`);
  return replaceBlock(withBlock(readme, 'settings', '## Settings'), 'settings', `\n${settingsTable(definition)}\n`);
}

/** A folder beside others has the guide two folders up; one that stands alone, in the repository. */
function composeSection({ slug, path }: ConnectorFolder): string {
  const guide = path.endsWith(`connectors/${slug}`) ? '../../docs/deploying.md' : GUIDE;
  return `## Beside an OpenCTI

A container of \`${imageBase(slug)}\`, to be pasted into the Compose file of OpenCTI. Only the lines that are not comments have to be set; [docs/deploying.md](${guide}) says where token and id come from.`;
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
