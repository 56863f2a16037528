import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  describeSettings,
  type SettingRow,
  sectionOf,
  settingsJsonSchema,
  settingsTable,
} from '@opencti-connectors/core/tools';
import { defaultOf, readmeCompose } from '../documents/compose.ts';
import { settingsOf } from '../documents/config-schema.ts';
import { connectorFiles } from '../documents/files.ts';
import type { Connector, ConnectorFolder } from '../documents/folder.ts';
import { printJson } from '../documents/json.ts';
import { manifest } from '../documents/manifest.ts';
import { EXIT } from '../exit-codes.ts';
import { kindWords } from '../kinds.ts';
import { openConnector } from '../place.ts';
import { columns, cut, print, printAsJson, style, width, wrap } from '../terminal.ts';

/** Forms that a description is given in. */
export const FORMS = ['settings', 'markdown', 'schema', 'manifest', 'compose'] as const;
export type Form = (typeof FORMS)[number];

const PRINTED: Readonly<Record<Form, (folder: ConnectorFolder) => string>> = {
  settings: settingsText,
  markdown: ({ definition }) => settingsTable(definition),
  schema: ({ definition }) => JSON.stringify(settingsJsonSchema(definition), null, 2),
  manifest: (folder) => printJson(manifest(folder)).trimEnd(),
  compose: readmeCompose,
};

interface DescribeOptions {
  readonly as: Form;
  readonly json?: boolean;
  readonly write?: boolean;
}

/** `octc describe`: what can be said about a connector without running it. */
export async function describe(named: string | undefined, options: DescribeOptions): Promise<number> {
  const folder = await openConnector(named);
  if (options.write) writeFiles(folder);
  else if (options.json) printAsJson(everything(folder));
  else print(PRINTED[options.as](folder));
  return EXIT.ok;
}

/** Blocks of its README, manifest and schema, where it lies. */
function writeFiles(folder: ConnectorFolder): void {
  for (const { path, text } of connectorFiles(folder)) {
    mkdirSync(dirname(join(folder.path, path)), { recursive: true });
    writeFileSync(join(folder.path, path), text);
    print(`written ${path}`);
  }
}

function everything(folder: ConnectorFolder) {
  const { definition } = folder;
  return {
    slug: folder.slug,
    settings: describeSettings(definition),
    schema: settingsJsonSchema(definition),
    manifest: manifest(folder),
    compose: readmeCompose(folder),
  };
}

/** The connector's own settings, then the shared ones that concern its kind, for a person at a terminal. */
function settingsText({ definition }: ConnectorFolder): string {
  const { own, shared } = settingsOf(definition);
  return [
    `${style('bold', definition.name)}  ${style('dim', `${definition.slug}, ${kindWords(definition.kind)}`)}`,
    ...wrap(definition.description, width()),
    '',
    style('bold', 'Its own settings') + style('dim', `  section ${sectionOf(definition)} of config.yml`),
    ...settingLines(definition, own),
    '',
    style('bold', 'Settings of every connector of its kind'),
    ...settingLines(definition, shared),
  ].join('\n');
}

const LONGEST_VALUE = 40;

/** A line of columns for each, and what it means below. */
function settingLines(definition: Connector, rows: readonly SettingRow[]): string[] {
  const heads = columns(rows.map((row) => settingHead(row, defaultOf(definition, row))));
  return rows.flatMap((row, index) => [
    `  ${heads[index]}`,
    ...wrap(meaning(row), width() - 4).map((line) => `    ${line}`),
  ]);
}

function settingHead({ variable, type, required, secret }: SettingRow, value: string): string[] {
  const given = value ? style('cyan', cut(value, LONGEST_VALUE)) : style('dim', 'optional');
  const plain = isChoice(type) ? 'choice' : type;
  return [
    style('bold', variable),
    required ? style('yellow', 'required') : given,
    style('dim', secret ? `${plain}, secret` : plain),
  ];
}

function meaning({ type, description }: SettingRow): string {
  return isChoice(type) ? `${description} One of ${type.replaceAll(' | ', ', ')}.` : description;
}

function isChoice(type: string): boolean {
  return type.includes(' | ');
}
