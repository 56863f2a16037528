import { expect, test } from 'vitest';
import { undocumented } from '../check-exports.ts';
import { coreExports } from './exports.ts';
import { page } from './markdown.ts';

const all = coreExports();

test('every name that core exports has a comment', () => {
  expect(undocumented(all)).toEqual([]);
  const bare = { name: 'malware', file: 'stix/sdo.ts', doc: '', text: 'const malware: 1' };
  expect(undocumented(new Map([['', [bare]]]))).toEqual(['malware (stix/sdo.ts)']);
});

test('declarations are the compiler’s, comments the author’s', () => {
  const named = (entry: string, name: string) => all.get(entry)?.find((one) => one.name === name);
  expect(named('', 'run')?.text).toMatch(/^function run\(/);
  expect(named('', 'defineExternalImport')?.file).toBe('define/external-import.ts');
  expect(named('/stix', 'malware')?.text).toContain('is_family: boolean');
  expect(named('/ports', 'Clock')?.text).toMatch(/^interface Clock \{/);
  expect([...all.values()].map((exports) => exports.length).every((count) => count > 20)).toBe(true);
});

test('a page has names, prose with its tags as sentences, and nothing private', () => {
  const doc = 'Sends {@link Parts}.\n@param name of it\n@returns how many. @throws PlatformError when refused.';
  const text = 'class Sender {\n    #private;\n    send(name: string): number;\n}';

  expect(page('core', 'About.', [{ name: 'Sender', file: 'a.ts', doc, text }])).toBe(`# core

About. Written by \`npm run docs\` from the comments in \`packages/core/src\`: change them there.

[\`Sender\`](#sender)

## Sender

Sends \`Parts\`.

**\`name\`**: of it

**Gives** how many.

**Throws** PlatformError when refused.

\`\`\`ts
class Sender {
  send(name: string): number;
}
\`\`\`

<sub>[a.ts](../../packages/core/src/a.ts)</sub>
`);
});

test('two names that differ in case alone have places of their own', () => {
  const one = { file: 'a.ts', doc: 'Doc.', text: 'const a: 1' };
  const text = page('core', 'About.', [
    { ...one, name: 'ExportFields' },
    { ...one, name: 'exportFields' },
  ]);
  expect(text).toContain('[`ExportFields`](#exportfields) · [`exportFields`](#exportfields-1)');
});
