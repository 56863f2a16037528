import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../index.ts';
import { whyOutOfRange } from './out-of-range.ts';
import { aliveFrom, prepareJobs } from './prepare-jobs.ts';
import { prepareKnowledge } from './prepare-knowledge.ts';
import { readCases } from './recorded.ts';
import { prepare, Replay } from './replay.ts';

/** Each file of recordings on a platform of its own. */
describe.each([
  ...['identity', 'lifecycle', 'works', 'push', 'misc', 'lists', 'entities', 'observables'],
  ...['files', 'imports', 'exports', 'enrichment'],
])('%s', (file) => {
  const cases = readCases(file);
  let sandbox: Sandbox;
  let replay: Replay;
  let passed = 0;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0 });
    replay = new Replay(sandbox);
    prepare(file, cases, sandbox, replay.known);
    await prepareKnowledge(file, sandbox, replay);
    await prepareJobs(file, sandbox, replay.known);
  });
  afterAll(async () => {
    const inRange = cases.filter((one) => !whyOutOfRange(file, one)).length;
    console.info(`${file}.json: ${passed} of ${inRange} (${cases.length - inRange} out of range)`);
    await sandbox.close();
  });

  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    const reason = whyOutOfRange(file, one);
    aliveFrom(file, one.name, sandbox);
    const differences = await replay.play(one);
    // What answers as recorded is in range: the list of exceptions must not grow stale.
    if (reason) expect(differences, `out of range (${reason}), yet the same`).not.toEqual([]);
    else {
      expect(differences).toEqual([]);
      passed += 1;
    }
  });
});
