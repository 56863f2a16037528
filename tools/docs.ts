/**
 * `npm run docs`: writes what is generated from the definitions of connectors: blocks in READMEs, manifests, schemas,
 * the catalogue, Compose files. `--check` writes nothing and fails when something is behind.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadConnectors, loadTemplates, ROOT } from './connectors.ts';
import { generatedFiles, stale } from './generated/files.ts';

const check = process.argv.includes('--check');
const files = generatedFiles(await loadConnectors(), await loadTemplates());
const behind = stale(files);
for (const { path, text } of check ? [] : behind) {
  const file = join(ROOT, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
for (const { path } of behind) console.log(`${check ? 'behind ' : 'written'} ${path}`);
console.log(`${files.length - behind.length} of ${files.length} generated files ${check ? 'are' : 'were'} up to date`);
if (check && behind.length > 0) {
  console.error('Run `npm run docs` and commit what it writes.');
  process.exitCode = 1;
}
