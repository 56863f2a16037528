/**
 * `npm run images [-- name…]`: builds the images of all connectors and of the sandbox, or only the named ones, starts
 * each under hardened flags and prints what was measured. Needs a Docker engine: without one it says so and ends with 0,
 * or with 1 when `DOCKER_REQUIRE` is set.
 *   --no-build  takes the images that are there     --demo  also brings docker/compose.demo.yml up
 *   --targets   prints a second file for `docker buildx bake` instead; with --release, with the tags of a release
 */

import { parseArgs } from 'node:util';
import type { ConnectorFolder } from '@opencti-connectors/cli';
import { loadConnectors } from './connectors.ts';
import { versionOf } from './generated/names.ts';
import { checkDemo } from './images/demo.ts';
import { dockerAloud, noEngine } from './images/engine.ts';
import { openPlace, smoke } from './images/smoke.ts';
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
  for (const target of flags['no-build'] ? [] : built) {
    const started = performance.now();
    dockerAloud([...buildArguments(target, NETWORK), '--quiet']);
    console.log(`built ${target.image} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  const results = [];
  const place = await openPlace();
  try {
    for (const target of chosen) {
      results.push(
        await smoke(
          target,
          folders.find(({ slug }) => slug === target.name),
          place,
        ),
      );
    }
  } finally {
    place.close();
  }
  console.log(`\n${table(results)}`);
  const failures = results.flatMap(({ name, failures: found }) => found.map((failure) => `${name}: ${failure}`));
  if (flags.demo) {
    const demo = await checkDemo(folders, NETWORK);
    console.log(`\nThe demo: ${demo.services} services healthy after ${demo.upS.toFixed(1)} s`);
    failures.push(...demo.failures.map((failure) => `demo: ${failure}`));
  }
  for (const failure of failures) console.error(`FAILED ${failure}`);
  return failures.length === 0;
}

const folders = await loadConnectors();
const targets = targetsOf(folders, versionOf('packages/sandbox'), currentCommit());
const reason = flags.targets ? undefined : noEngine();
if (flags.targets) console.log(JSON.stringify(bakeFile(choose(targets), flags.release), null, 2));
else if (reason !== undefined) {
  console.log(`SKIPPED: images are neither built nor tried, because ${reason}.`);
  process.exitCode = process.env.DOCKER_REQUIRE ? 1 : 0;
} else process.exitCode = (await buildAndSmoke(targets, folders)) ? 0 : 1;
