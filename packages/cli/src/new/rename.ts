/** Gives the copy of a connector another name: a connector says its own in few places, and those are all there are. */
import { describeSettings, sectionOf } from '@opencti-connectors/core/tools';
import type { Connector } from '../documents/folder.ts';
import type { NewNames } from './names.ts';

/** Rewrites the text of one file. */
export type Rename = (text: string) => string;

/** How texts of the old connector become texts of the new one: variables, title, slug; nothing else is touched. */
export function renaming(old: Connector, { slug, title }: NewNames): Rename {
  const [oldSection, section] = [sectionOf(old), slug.replaceAll('-', '_')];
  const [oldPrefix, prefix] = [oldSection.toUpperCase(), section.toUpperCase()];
  const own = describeSettings(old).filter(({ path }) => path.startsWith(`${oldSection}.`));
  const names = own.map(({ variable }) => literal(variable.slice(oldPrefix.length)));
  const rules: [RegExp, string][] = [
    [new RegExp(`(?<![A-Z0-9_])${literal(oldPrefix)}(?=(?:${names.join('|')}|_\\*)(?![A-Z0-9_]))`, 'g'), prefix],
    [new RegExp(`\\n *namespace: '${literal(oldSection)}',`, 'g'), ''],
    [new RegExp(`^${literal(oldSection)}:(?=\\n)`, 'gm'), `${section}:`],
    [new RegExp(`(?<=\\bslug: ')${literal(old.slug)}(?=')`, 'g'), slug],
    [new RegExp(`(?<=\\b(?:connector-|connectors/|dist/))${literal(old.slug)}(?![\\w-])`, 'g'), slug],
    [new RegExp(`(?<=\\b(?:check|run|describe|replay) )${literal(old.slug)}(?![\\w-])`, 'g'), slug],
    [new RegExp(literal(old.name), 'g'), title],
  ];
  return (text) => rules.reduce((renamed, [pattern, to]) => renamed.replaceAll(pattern, to), text);
}

/** Names hold letters, digits and hyphens, titles any sign. */
function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
