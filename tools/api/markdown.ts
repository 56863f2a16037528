/** The API reference: one page for each entry point of core, made of its doc comments. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { GeneratedFile } from '@opencti-connectors/cli';
import { coreExports, type Export } from './exports.ts';

const ABOUT: Readonly<Record<string, { readonly file: string; readonly about: string }>> = {
  '': { file: 'core', about: 'What a connector imports besides STIX.' },
  '/stix': { file: 'stix', about: 'STIX 2.1 as OpenCTI speaks it: builders, ids, markings, patterns, validation.' },
  '/ports': {
    file: 'ports',
    about: 'Interfaces to the outside and the drivers over them: for tests, not for connectors.',
  },
};

let known: GeneratedFile[] | undefined;

/** The pages, below `docs/api`; made once, because the compiler makes them. */
export function apiPages(): GeneratedFile[] {
  known ??= [...coreExports()].map(([entry, all]) => {
    const { file, about } = ABOUT[entry] ?? { file: entry, about: '' };
    return { path: `docs/api/${file}.md`, text: formatted(page(`@opencti-connectors/core${entry}`, about, all)) };
  });
  return known;
}

/** As the formatter wants it: it breaks the long lines of declarations. */
function formatted(text: string): string {
  const root = resolve(import.meta.dirname, '../..');
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const args = [biome, 'format', '--stdin-file-path=api.md'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { input: text, encoding: 'utf8', cwd: root });
  if (status !== 0) throw new Error(`the API reference could not be formatted: ${stderr}`);
  return stdout;
}

/** A page: names to jump to, then each with its comment and its declaration. */
export function page(title: string, about: string, exports: readonly Export[]): string {
  const all = [...exports].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  const names = all.map(({ name }, index) => `[\`${name}\`](#${anchor(all, index)})`).join(' · ');
  return [
    `# ${title}`,
    `${about} Written by \`npm run docs\` from the comments in \`packages/core/src\`: change them there.`,
    names,
    ...all.map(section),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

/** As a web page of Markdown names its headings: without case, and counted where two are then the same. */
function anchor(all: readonly Export[], index: number): string {
  const names = all.slice(0, index + 1).map(({ name }) => name.toLowerCase());
  const name = names[index] ?? '';
  const before = names.indexOf(name) === index ? 0 : names.filter((one) => one === name).length - 1;
  return before > 0 ? `${name}-${before}` : name;
}

function section({ name, file, doc, text }: Export): string {
  return [
    `## ${name}`,
    prose(doc),
    `\`\`\`ts\n${declaration(text)}\n\`\`\``,
    `<sub>[${file}](../../packages/core/src/${file})</sub>`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const TAGS: Readonly<Record<string, string>> = { returns: '**Gives** ', throws: '**Throws** ' };

/** Tags become sentences of their own. */
function prose(doc: string): string {
  const text = doc.replace(/\{@link (?:\w+\.)*(\w+)\}/g, '`$1`');
  return text
    .replace(/\s*@(returns|throws) /g, (_all, tag: string) => `\n\n${TAGS[tag]}`)
    .replace(/\s*@param (\w+) /g, '\n\n**`$1`**: ')
    .trim();
}

/** Two blanks for each step, nothing that is private. */
function declaration(text: string): string {
  const lines = text.split('\n').filter((line) => !/^\s+(#private;|private )/.test(line));
  return lines.map((line) => line.replace(/^(?: {4})+/, (blanks) => ' '.repeat(blanks.length / 2))).join('\n');
}
