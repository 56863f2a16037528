/**
 * `npm run bundle [-- slug…]`: one file per connector, `dist/<slug>/main.mjs`, that starts from an empty folder.
 * `sandbox` is a name too: the stand-in platform in one file, and the console's page in `console/` beside it.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { connectorSlugs, ROOT } from './connectors.ts';

const SANDBOX = 'sandbox';

function entryOf(name: string): string {
  return name === SANDBOX ? join(ROOT, 'packages/sandbox/src/main.ts') : join(ROOT, 'connectors', name, 'src/main.ts');
}

/** Bundles one connector, or the sandbox, with everything it needs. @returns the path of the file. */
export async function bundleConnector(name: string): Promise<string> {
  const folder = join(ROOT, 'dist', name);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'main.mjs');
  const build = await rolldown({
    input: entryOf(name),
    platform: 'node',
    resolve: { conditionNames: ['@opencti-connectors/source', 'import', 'node', 'default'] },
    logLevel: 'warn',
  });
  await build.write({ file, format: 'esm', minify: true, sourcemap: true, codeSplitting: false });
  await build.close();
  if (name === SANDBOX) await bundleConsole(join(folder, 'console'));
  return file;
}

async function bundleConsole(outDir: string): Promise<void> {
  const { build } = await import('vite');
  await build({ root: join(ROOT, 'packages/console'), logLevel: 'warn', build: { outDir, emptyOutDir: true } });
}

if (import.meta.main) {
  const wanted = process.argv.slice(2);
  for (const name of wanted.length > 0 ? wanted : connectorSlugs()) {
    const started = performance.now();
    const file = await bundleConnector(name);
    const kilobytes = Math.round(statSync(file).size / 1000);
    console.log(`${name}: ${file} (${kilobytes} kB, ${Math.round(performance.now() - started)} ms)`);
  }
}
