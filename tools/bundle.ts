/**
 * `npm run bundle [-- slug…]`: one file per connector, `dist/<slug>/main.mjs`, that starts from an empty folder.
 */
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const root = resolve(import.meta.dirname, '..');

/** Folders below connectors/ that have a main.ts: the slug is the folder's name. */
function slugs(): string[] {
  return readdirSync(join(root, 'connectors')).filter((slug) =>
    existsSync(join(root, 'connectors', slug, 'src/main.ts')),
  );
}

/** Bundles one connector with everything it needs. @returns the path of the file. */
export async function bundleConnector(slug: string): Promise<string> {
  const folder = join(root, 'dist', slug);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'main.mjs');
  const build = await rolldown({
    input: join(root, 'connectors', slug, 'src/main.ts'),
    platform: 'node',
    resolve: { conditionNames: ['@opencti-connectors/source', 'import', 'node', 'default'] },
    logLevel: 'warn',
  });
  await build.write({ file, format: 'esm', minify: true, sourcemap: true, codeSplitting: false });
  await build.close();
  return file;
}

if (import.meta.main) {
  const wanted = process.argv.slice(2);
  for (const slug of wanted.length > 0 ? wanted : slugs()) {
    const started = performance.now();
    const file = await bundleConnector(slug);
    const kilobytes = Math.round(statSync(file).size / 1000);
    console.log(`${slug}: ${file} (${kilobytes} kB, ${Math.round(performance.now() - started)} ms)`);
  }
}
