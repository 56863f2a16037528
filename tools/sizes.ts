/**
 * `node tools/sizes.ts`: lines of source of each connector beside their aims (docs/decisions): without blanks, comments,
 * tests, fixtures and tables of data.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CONNECTORS = join(import.meta.dirname, '../connectors');

const AIMS: Readonly<Record<string, number>> = {
  'export-file-csv': 350,
  whois: 500,
  'mitre-attack': 600,
  'import-file-stix': 700,
  'stream-listener': 800,
};

/** Lines of TypeScript that say something to the machine. */
export function linesOfCode(source: string): number {
  let isComment = false;
  return source.split('\n').filter((line) => {
    const text = line.trim();
    if (text.startsWith('/*')) isComment = true;
    const counts = text !== '' && !isComment && !text.startsWith('//');
    if (text.endsWith('*/')) isComment = false;
    return counts;
  }).length;
}

/** Sources of a connector: no tests, no declarations, no data. */
export function sourcesOf(slug: string): string[] {
  const folder = join(CONNECTORS, slug, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.(test|data|fixtures|d)\.ts$|__fixtures__/.test(name))
    .map((name) => join(folder, name));
}

if (import.meta.main) {
  for (const slug of readdirSync(CONNECTORS).sort()) {
    const lines = sourcesOf(slug).reduce((sum, path) => sum + linesOfCode(readFileSync(path, 'utf8')), 0);
    const aim = AIMS[slug];
    const verdict = aim === undefined ? '' : `aim ${aim}${lines > aim ? `, ${lines - aim} above` : ''}`;
    console.log(`${slug.padEnd(20)}${String(lines).padStart(6)}  ${verdict}`);
  }
}
