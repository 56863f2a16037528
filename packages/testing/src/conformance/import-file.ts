import { type InternalImportFile, PlatformError, type SourceHttp } from '@opencti-connectors/core';
import { describe, expect, test } from 'vitest';
import '../matchers.ts';
import { FakeFiles } from '../fakes/files.ts';
import { type ImportOptions, importOnce } from '../import-once.ts';
import { strayReferences } from './references.ts';
import { settingsRules } from './settings-rules.ts';

type File = Pick<ImportOptions, 'file' | 'name' | 'mediaType'>;

/** What the contract needs to know of an importer of files. */
export interface ImportFileSamples {
  /** Settings with which the file is imported. */
  readonly config: Readonly<Record<string, unknown>>;
  /** A file in its scope with at least two good objects. */
  readonly file: File;
  /** A file that is unreadable as a whole. */
  readonly failing: File;
  /** Ids that the platform is known to hold. */
  readonly known?: readonly string[];
  readonly http?: SourceHttp;
  /** Path of its README. */
  readonly readme: string;
}

/** A stop must be obeyed within this time, milliseconds. */
const PROMPT_MS = 2_000;

/** The contract that every importer of files keeps (decision 5); each test names the rule. */
export function describeImportFile(connector: InternalImportFile, samples: ImportFileSamples): void {
  const { config, file, failing, known = [], readme } = samples;
  const options = { config, known, ...file, ...(samples.http ? { http: samples.http } : {}) };
  const run = (more: ImportOptions = {}) => importOnce(connector, { ...options, ...more });

  describe(`${connector.name} keeps the contract of connectors`, () => {
    settingsRules(connector, {
      config,
      readme,
      said: async () => {
        const { log, platform } = await run();
        return JSON.stringify([log.lines, platform.works]);
      },
    });
    test('(3) every object is valid STIX 2.1, and the work says how many there are', async () => {
      const { objects, status, said } = await run();
      expect(status).toBe('done');
      expect(objects.length).toBeGreaterThan(1);
      expect(objects).toBeValidStix();
      expect(said).toContain(`${objects.length} objects (`);
    });
    test('(4) importing twice gives the same objects, at another time too', async () => {
      expect((await run()).objects).toEqual((await run()).objects);
    });
    test('(5) every reference leads to an object of the file or to one that the platform knows', async () => {
      expect(strayReferences((await run()).objects, known)).toEqual([]);
    });
    test('(8) a file that cannot be read ends the work in error, and nothing is sent', async () => {
      const { status, said, queue } = await run(failing);
      expect({ status, sent: queue.sent }).toEqual({ status: 'failed', sent: [] });
      expect(said).not.toMatch(/^Unexpected error/);
    });
    test('(8) a download that breaks off is made again, whole', async () => {
      const alone = await run();
      const files = new FakeFiles({ pieces: piecesOf(file), known: new Map(known.map((id) => [id, id])) });
      files.failures.push({
        error: new PlatformError('gone', { code: 'BROKEN_OFF', retryable: true }),
        afterPieces: 1,
      });
      const again = await run({ files });
      expect(again.objects).toEqual(alone.objects);
      expect(again.said).toBe(alone.said);
    });
    test('(9) a stop is obeyed promptly: the job is given back and nothing is sent', async () => {
      const stop = new AbortController();
      const files = new FakeFiles({ pieces: piecesOf(file) });
      files.onPiece = () => {
        stop.abort(new Error('stopped'));
        return new Promise<never>(() => undefined);
      };
      const started = performance.now();
      const { status, queue, work } = await run({ files, signal: stop.signal });
      expect({ status, sent: queue.sent, work: work.status }).toEqual({
        status: 'given back',
        sent: [],
        work: 'progress',
      });
      expect(performance.now() - started).toBeLessThan(PROMPT_MS);
    });
    test('(11) two imports at once do not see each other', async () => {
      const [alone, first, second] = [await run(), ...(await Promise.all([run(), run(failing), run()]))];
      expect(first?.objects).toEqual(alone.objects);
      expect(second?.status).toBe('failed');
    });
    test('a marking of the file is on each object that can have one', async () => {
      const marking = 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da';
      const { objects } = await run({ markings: ['internal'], known: { ...byId(known), internal: marking } });
      const bare = objects.filter(({ object_marking_refs: refs }) => !Array.isArray(refs) || !refs.includes(marking));
      const able = bare.filter(({ type }) => !/^(marking-definition|label|vocabulary|kill-chain-phase)$/.test(type));
      // The author that a setting names is no object of the file.
      expect(able.filter(({ type }) => type !== 'identity')).toEqual([]);
    });
    test('nothing is left behind where large files are put aside', async () => {
      for (const more of [{}, failing]) expect((await run(more)).spools.opened).toBe(0);
    });
  });
}

function piecesOf({ file = '' }: File): readonly Uint8Array[] {
  const whole =
    typeof file === 'string' ? Buffer.from(file) : file instanceof Uint8Array ? file : Buffer.concat([...file]);
  const middle = Math.floor(whole.length / 2);
  return [whole.subarray(0, middle), whole.subarray(middle)];
}

function byId(known: readonly string[]): Record<string, string> {
  return Object.fromEntries(known.map((id) => [id, id]));
}
