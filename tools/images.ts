/**
 * `npm run images [-- name…]`: builds the images of all connectors and of the sandbox, or only the named ones, starts
 * each under hardened flags and prints what was measured. Needs a Docker engine: without one it says so and ends with 0,
 * or with 1 when `DOCKER_REQUIRE` is set.
 *   --no-build  takes the images that are there
 *   --demo      also brings docker/compose.demo.yml up, and runs the acceptance against it
 *   --targets   prints a second file for `docker buildx bake` instead; with --release, with the tags of a release
 */

import { parseArgs } from 'node:util';
import type { ConnectorFolder } from '@opencti-connectors/cli';
import { loadConnectors } from './connectors.ts';
import { versionOf } from './generated/names.ts';
import { checkDemo } from './images/demo.ts';
import { dockerAloud, noEngine } from './images/engine.ts';
import { checkFiles } from './images/files.ts';
import { type Check, openPlace, smoke } from './images/smoke.ts';
import { table } from './images/table.ts';
import { bakeFile, buildArguments, currentCommit, type Target, targetsOf } from './images/targets.ts';

const { values: flags, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    'no-build': { type: 'boolean', default: false },
    demo: { type: 'boolean', default: false },
    targets: { type: 'boolean', default: false },
    release: { type: 'boolean', default: false },
  },
});
/** Network of builds; the host's also works where the engine has no way out of its own. */
const NETWORK = process.env.BUILD_NETWORK ?? 'host';

function choose(targets: readonly Target[]): Target[] {
  const names = targets.map(({ name }) => name);
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`no image ${unknown.join(', ')}: there are ${names.join(', ')}`);
  return wanted.length === 0 ? [...targets] : targets.filter(({ name }) => wanted.includes(name));
}

/** @returns true when every image, and the demo, did what it has to. */
async function buildAndSmoke(all: readonly Target[], folders: readonly ConnectorFolder[]): Promise<boolean> {
  const chosen = choose(all);
  // Connectors need a platform to register with: the sandbox is always built.
  const built = all.filter((target) => target.name === 'sandbox' || chosen.includes(target));
  const builtS = new Map<string, number>();
  for (const target of flags['no-build'] ? [] : built) {
    const started = performance.now();
    dockerAloud([...buildArguments(target, NETWORK), '--quiet']);
    builtS.set(target.name, (performance.now() - started) / 1000);
  }
  const results = [];
  const place = await openPlace();
  try {
    for (const target of chosen) {
      const folder = folders.find(({ slug }) => slug === target.name);
      results.push(await smoke(target, folder, place));
    }
  } finally {
    place.close();
  }
  console.log(`\n${table(results, builtS)}\n`);
  const checks = results.flatMap(({ name, checks: all }) =>
    all.map((one) => ({ ...one, what: `${name} ${one.what}` })),
  );
  checks.push(...checkFiles(all));
  if (flags.demo) checks.push(...(await checkDemo(folders, NETWORK)));
  return told(checks);
}

/** Says what was wrong; the last line counts. */
function told(checks: readonly Check[]): boolean {
  const failed = checks.filter(({ wrong }) => wrong.length > 0);
  for (const { what, wrong } of failed) console.error(`FAILED ${what}: ${wrong.join('; ')}`);
  console.log(`${checks.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0;
}

const folders = await loadConnectors();
const targets = targetsOf(folders, versionOf('packages/sandbox'), currentCommit());
const reason = flags.targets ? undefined : noEngine();
if (flags.targets) console.log(JSON.stringify(bakeFile(choose(targets), flags.release), null, 2));
else if (reason !== undefined) {
  console.log(`SKIPPED: images are neither built nor tried, because ${reason}.`);
  process.exitCode = process.env.DOCKER_REQUIRE ? 1 : 0;
} else process.exitCode = (await buildAndSmoke(targets, folders)) ? 0 : 1;
