import { type ExternalImport, PlatformError, type SourceHttp } from '@opencti-connectors/core';
import type { StixObject } from '@opencti-connectors/core/stix';
import { describe, expect, test } from 'vitest';
import '../matchers.ts';
import { FakePlatform } from '../fakes/platform.ts';
import { FakeQueue } from '../fakes/queue.ts';
import { type HarnessOptions, runOnce } from '../run-once.ts';
import { strayReferences, withoutAuthor, withoutMarking } from './references.ts';
import { settingsRules } from './settings-rules.ts';

/** What the contract needs to know of an external import. */
export interface ExternalImportSamples {
  /** Settings with which it imports something. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly http?: SourceHttp;
  /** Settings, or a source, with which reading fails. */
  readonly failing: Pick<HarnessOptions, 'config' | 'http'>;
  /** Ids that the platform is known to hold. */
  readonly known?: readonly string[];
  /** Path of its README. */
  readonly readme: string;
}

/** A stop must be obeyed within this time, milliseconds. */
const PROMPT_MS = 2_000;

/** The contract that every external import keeps (decision 5); each test names the rule. */
export function describeExternalImport(connector: ExternalImport, samples: ExternalImportSamples): void {
  const options = { config: samples.config, ...(samples.http ? { http: samples.http } : {}) };
  const run = (more: Partial<HarnessOptions> & { signal?: AbortSignal } = {}) =>
    runOnce(connector, { ...options, ...more });

  describe(`${connector.name} keeps the contract of connectors`, () => {
    settingsRules(connector, {
      ...samples,
      said: async () => {
        const { log, platform } = await runOnce(connector, { config: samples.config });
        return JSON.stringify([log.lines, platform.works]);
      },
    });
    test('(3) every object is valid STIX 2.1', async () => {
      const { objects } = await run();
      expect(objects.length).toBeGreaterThan(0);
      expect(objects).toBeValidStix();
    });
    test('(4) running twice gives the same objects', async () => {
      expect(contents((await run()).objects)).toEqual(contents((await run()).objects));
    });
    test('(5) every reference leads into the bundle or to a known object', async () => {
      expect(strayReferences((await run()).objects, samples.known ?? [])).toEqual([]);
    });
    test('(6) author and marking are present', async () => {
      const { objects } = await run();
      expect({ withoutAuthor: withoutAuthor(objects), withoutMarking: withoutMarking(objects) }).toEqual({
        withoutAuthor: [],
        withoutMarking: [],
      });
    });
    test('(8) a source that fails ends the work in error', async () => {
      const { outcome, platform } = await run(samples.failing);
      expect(outcome.status).toBe('failed');
      expect(platform.works).toMatchObject([{ status: 'complete', messages: [] }]);
      expect(platform.works[0]?.errors).toHaveLength(1);
    });
    test('(9) a stop is obeyed promptly and moves no state', async () => {
      const platform = new FakePlatform();
      const controller = new AbortController();
      const queue = new FakeQueue();
      queue.onSend = () => controller.abort();
      const started = performance.now();
      const { outcome } = await run({ platform, queue, signal: controller.signal });
      expect(outcome.status).toBe('stopped');
      expect(performance.now() - started).toBeLessThan(PROMPT_MS);
      expect(platform.state).toBe('null');
      expect(platform.works.every(({ status }) => status === 'complete')).toBe(true);
    });
    test('(10) state is stored only after the platform accepted the data', async () => {
      const queue = new FakeQueue();
      queue.nextError = new PlatformError('the platform refuses', { code: 'UNSUPPORTED_ERROR' });
      const { platform } = await run({ queue });
      expect(platform.state).toBe('null');
    });
    test('(11) two runs at once do not see each other', async () => {
      const [alone, first, second] = [await run(), ...(await Promise.all([run(), run()]))];
      expect(contents(first?.objects)).toEqual(contents(alone?.objects));
      expect(contents(second?.objects)).toEqual(contents(alone?.objects));
    });
  });
}

function contents(objects: readonly StixObject[] | undefined): Map<string, string> {
  return new Map((objects ?? []).map((object) => [object.id, JSON.stringify(object)]));
}
