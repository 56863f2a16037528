import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectorSlugs } from './connectors.ts';

const root = resolve(import.meta.dirname, '..');
const DOCUMENTS = ['README.md', 'docs/writing-a-connector.md'];
// Below a connector, so that its dependencies resolve as they do for an author.
const folder = join(root, 'connectors/mitre-attack/dist/docs-check');

beforeAll(() => mkdirSync(folder, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Code of the document, each block a module of its own. */
function codeOf(document: string): string[] {
  const text = readFileSync(join(root, document), 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code ?? '');
}

test('the code in the documents compiles', { timeout: 60_000 }, () => {
  const blocks = DOCUMENTS.flatMap(codeOf);
  for (const [index, code] of blocks.entries()) writeFileSync(join(folder, `block-${index}.ts`), code);
  const config = { extends: join(root, 'tsconfig.base.json'), compilerOptions: { noEmit: true }, include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  expect(blocks.length).toBeGreaterThan(1);
  try {
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' });
  } catch (error) {
    expect.fail((error as { stdout: string }).stdout);
  }
});

test('links in the documents lead somewhere', () => {
  for (const document of [
    ...DOCUMENTS,
    'docs/architecture.md',
    'docs/deploying.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'packages/core/README.md',
    ...connectorSlugs().map((slug) => `connectors/${slug}/README.md`),
  ]) {
    const links = [...readFileSync(join(root, document), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)];
    for (const [, path = ''] of links) {
      expect(
        () => execFileSync('test', ['-e', join(root, dirname(document), path)]),
        `${document}: ${path}`,
      ).not.toThrow();
    }
  }
});
