// Writes what is generated into the READMEs of connectors: the table of their settings. The conformance suite fails
// when a README is behind.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { settingsTable } from '@opencti-connectors/core/ports';

const root = resolve(import.meta.dirname, '..');
const BLOCK = /(<!-- settings -->\n)[\s\S]*?(<!-- \/settings -->)/;

for (const file of globSync('connectors/*/src/connector.ts', { cwd: root })) {
  const { default: connector } = await import(join(root, file));
  const readme = join(root, dirname(file), '../README.md');
  const text = readFileSync(readme, 'utf8');
  const written = text.replace(BLOCK, (_all, open, close) => `${open}\n${settingsTable(connector)}\n\n${close}`);
  if (written !== text) writeFileSync(readme, written);
  console.log(`${written === text ? 'same   ' : 'written'} ${readme}`);
}
