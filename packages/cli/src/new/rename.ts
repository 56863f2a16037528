/** Gives the copy of a connector another name: a connector says its own in few places, and those are all there are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeSettings, sectionOf } from '@opencti-connectors/core/tools';
import type { Connector } from '../documents/folder.ts';
import type { NewNames } from './names.ts';

/** Names that a connector has before it is copied. */
export interface OldNames {
  readonly slug: string;
  readonly title: string;
  /** Of its settings: `my_feed` in YAML, `MY_FEED_` in front of variables. */
  readonly section: string;
  /** Variables without that prefix, such as `_URL`; undefined: whatever has the prefix is one. */
  readonly variables: readonly string[] | undefined;
}

/** A connector that is there may use its prefix for other things: only its variables are renamed. */
export function namesOfConnector(connector: Connector): OldNames {
  const section = sectionOf(connector);
  const own = describeSettings(connector).filter(({ path }) => path.startsWith(`${section}.`));
  const variables = own.map(({ variable }) => variable.slice(section.length));
  return { slug: connector.slug, title: connector.name, section, variables };
}

/** A template's stand in its definition, which cannot be loaded where this package is installed: Node runs no TypeScript there. */
export function namesOfTemplate(folder: string): OldNames {
  const text = readFileSync(join(folder, 'src/connector.ts'), 'utf8');
  const said = (key: string) => new RegExp(`^ {2}${key}: '([^']+)'`, 'm').exec(text)?.[1] ?? '';
  const slug = said('slug');
  return { slug, title: said('name'), section: slug.replaceAll('-', '_'), variables: undefined };
}

/** How texts of the old connector become texts of the new one: variables, title, slug; nothing else is touched. */
export function renaming(old: OldNames, { slug, title }: NewNames): (text: string) => string {
  const section = slug.replaceAll('-', '_');
  const [oldPrefix, prefix] = [old.section.toUpperCase(), section.toUpperCase()];
  const variable = old.variables ? `(?:${old.variables.map(literal).join('|')}|_\\*)(?![A-Z0-9_])` : '_';
  const oldSlug = literal(old.slug);
  const rules: [RegExp, string][] = [
    [new RegExp(`(?<![A-Z0-9_])${literal(oldPrefix)}(?=${variable})`, 'g'), prefix],
    [new RegExp(`\\n *namespace: '${literal(old.section)}',`, 'g'), ''],
    [new RegExp(`^${literal(old.section)}:(?=\\n)`, 'gm'), `${section}:`],
    [new RegExp(`(?<=\\bslug: ')${oldSlug}(?=')`, 'g'), slug],
    [new RegExp(`(?<=\\b(?:connector-|connectors/|dist/))${oldSlug}(?![\\w-])`, 'g'), slug],
    [new RegExp(`(?<=\\b(?:check|run|describe|replay) )${oldSlug}(?![\\w-])`, 'g'), slug],
    [new RegExp(literal(old.title), 'g'), title],
  ];
  return (text) => rules.reduce((renamed, [pattern, to]) => renamed.replaceAll(pattern, to), text);
}

/** Names hold letters, digits and hyphens, titles any sign. */
function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
