import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { ConnectorKind } from '@opencti-connectors/core/tools';
import { loadFolder } from '../documents/folder.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { kindNamed } from '../kinds.ts';
import { askKind, askName } from '../new/ask.ts';
import { copyConnector } from '../new/copy.ts';
import { type NewNames, namesOf } from '../new/names.ts';
import { type Manifest, standalonePackage, workspacePackage } from '../new/package.ts';
import { namesOfConnector, namesOfTemplate, type OldNames, renaming } from '../new/rename.ts';
import { addSurroundings, vendor } from '../new/standalone.ts';
import { runSteps, standaloneSteps, workspaceSteps } from '../new/steps.ts';
import { connectorPath } from '../place.ts';
import { isLively, print, printAsJson, style } from '../terminal.ts';
import { findWorkspace, packageJson, publisherOf } from '../workspace.ts';

const TEMPLATES = join(import.meta.dirname, '../../templates');

/** What `octc new` was told. */
export interface NewOptions {
  /** An existing connector that is copied in place of a template. */
  readonly from?: string;
  readonly title?: string;
  readonly standalone?: boolean;
  /** Folder with packages of ours as `pnpm pack` makes them. */
  readonly packages?: string;
  /** False leaves installing and generating to the person. */
  readonly install: boolean;
  readonly json?: boolean;
}

/** `octc new`: a folder that builds, passes its tests and runs, made of a template or of a connector that is there. */
export async function makeNew(words: readonly string[], options: NewOptions): Promise<number> {
  const { source, name } = await chosen(words, options);
  const names = namesOf(name, options.title);
  const root = options.standalone ? undefined : findWorkspace(process.cwd());
  const target = root ? join(root, 'connectors', names.slug) : resolve(names.slug);
  if (existsSync(target) && readdirSync(target).length > 0) throw new CommandError(`${target} is there already.`);
  copyConnector(source.path, target, inPlace(source.names, names, root !== undefined));
  const original = packageJson<Manifest>(target) ?? {};
  if (root) writePackage(target, workspacePackage(original));
  else standAlone(target, original, names, options);
  const steps = root ? workspaceSteps(target) : standaloneSteps();
  if (options.install) await runSteps(steps, root ?? target);
  if (options.json) printAsJson({ ...names, path: target, kind: source.kind });
  else print(whatNext(names, target, root, options.install));
  return EXIT.ok;
}

/** What is copied. */
interface Source {
  readonly path: string;
  readonly names: OldNames;
  readonly kind: ConnectorKind;
}

/** Words are kind and name; with `--from`, the kind may be left out. */
async function chosen(words: readonly string[], { from }: NewOptions): Promise<{ source: Source; name: string }> {
  const [name, kind] = from && words.length < 2 ? [words[0], undefined] : [words[1], words[0]];
  const source = from ? await existing(from, kind) : template(kind ?? (await askKind()));
  return { source, name: name ?? (await askName()) };
}

function template(kind: string): Source {
  const { name, platform } = kindNamed(kind);
  const path = join(TEMPLATES, name);
  return { path, names: namesOfTemplate(path), kind: platform };
}

async function existing(from: string, kind: string | undefined): Promise<Source> {
  const path = connectorPath(from);
  const { definition } = await loadFolder(path, publisherOf(path));
  if (kind !== undefined && kindNamed(kind).platform !== definition.kind) {
    throw new CommandError(`${from} is no ${kindNamed(kind).name}, but ${definition.kind}.`);
  }
  return { path, names: namesOfConnector(definition), kind: definition.kind };
}

/** Renames, and says commands as they are typed where the folder lies. */
function inPlace(old: OldNames, names: NewNames, isInside: boolean): (text: string) => string {
  const rename = renaming(old, names);
  if (isInside) return (text) => rename(text).replaceAll('../../../../tsconfig.base.json', '../../tsconfig.base.json');
  const typed = new RegExp(`npm run octc -- (\\w+) ${names.slug}`, 'g');
  return (text) => rename(text).replaceAll(typed, 'npx octc $1');
}

function standAlone(target: string, original: Manifest, { slug }: NewNames, { packages }: NewOptions): void {
  addSurroundings(target);
  writePackage(target, standalonePackage(original, slug, packages ? vendor(target, packages) : {}));
}

function writePackage(folder: string, manifest: Manifest): void {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

function whatNext({ slug, title }: NewNames, target: string, root: string | undefined, installed: boolean): string {
  const shown = relative(process.cwd(), target) || '.';
  const octc = root ? 'npm run octc --' : 'npx octc';
  const named = root ? ` ${slug}` : '';
  const first = root
    ? ['npm run docs', 'writes README, manifest, catalogue and Compose files']
    : ['npm install', 'then npm run docs'];
  const steps = [
    ...(installed ? [] : [first]),
    [root ? `npm test -- connectors/${slug}` : 'npm test', 'types and tests, the contract of its kind among them'],
    [`${octc} sandbox`, 'a platform to try it on'],
    [`${octc} check${named}`, 'settings, token, capabilities, broker, source'],
    [`${octc} run${named} --dry`, 'everything but sending'],
    [root ? `npm run images -- ${slug}` : `docker build --tag connector-${slug} .`, 'an image of it'],
  ];
  const widest = Math.max(...steps.map(([command = '']) => command.length));
  return [
    ...(installed && isLively ? [''] : []),
    `${style('green', '✔')} ${style('bold', title)} is in ${style('cyan', shown)}`,
    '',
    ...(root ? [] : [`  ${style('cyan', `cd ${shown}`)}`]),
    ...steps.map(([command = '', why = '']) => `  ${style('cyan', command.padEnd(widest))}  ${style('dim', why)}`),
    '',
    style('dim', '  Then make it yours: src/settings.ts, src/connector.ts and the mapping beside it.'),
  ].join('\n');
}
