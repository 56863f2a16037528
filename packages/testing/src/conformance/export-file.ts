import { type ExportedEntity, type InternalExportFile, PlatformError } from '@opencti-connectors/core';
import { describe, expect, test } from 'vitest';
import { type ExportAsk, type ExportOnceOptions, exportOnce } from '../export-once.ts';
import { FakeExports } from '../fakes/exports.ts';
import { settingsRules } from './settings-rules.ts';

/** What the contract needs to know of an exporter. */
export interface ExportFileSamples {
  readonly config: Readonly<Record<string, unknown>>;
  /** At least two objects that it can export. */
  readonly objects: readonly ExportedEntity[];
  /** What somebody asks for, so that all of them are exported. */
  readonly ask: ExportAsk;
  /** Path of its README. */
  readonly readme: string;
}

/** A stop must be obeyed within this time, milliseconds. */
const PROMPT_MS = 2_000;

/** The contract that every exporter keeps (decision 5); each test names the rule. */
export function describeExportFile(connector: InternalExportFile, samples: ExportFileSamples): void {
  const { config, objects, ask } = samples;
  const run = (more: Partial<ExportOnceOptions> = {}) => exportOnce(connector, { config, objects, ask, ...more });

  describe(`${connector.name} keeps the contract of connectors`, () => {
    settingsRules(connector, {
      ...samples,
      said: async () => {
        const { log, platform } = await run();
        return JSON.stringify([log.lines, platform.works]);
      },
    });
    test('a file arrives under the name that the platform chose, and the work says how much it holds', async () => {
      const { status, file, message } = await run();
      expect({ status, rows: message.split(' in ')[0] }).toEqual({
        status: 'done',
        rows: `Exported ${objects.length} rows`,
      });
      expect(file?.text.length).toBeGreaterThan(0);
    });
    test('a row that the platform cannot give is named, the others arrive', async () => {
      const exports = new FakeExports(objects);
      exports.broken.add(objects[0]?.id ?? '');
      const { status, message } = await run({ exports });
      expect(status).toBe('done');
      expect(message).toContain(`Exported ${objects.length - 1} rows`);
      expect(message).toContain('1 rows could not be read');
    });
    test('(8) a platform that gives nothing ends the work in error, and no file is stored', async () => {
      const exports = new FakeExports(objects);
      exports.onList = () => {
        throw new PlatformError('the platform refuses', { code: 'FORBIDDEN_ACCESS' });
      };
      const { status, message, file } = await run({ exports });
      expect({ status, message, file }).toEqual({ status: 'failed', message: 'the platform refuses', file: undefined });
    });
    test('an upload that breaks off is made again, whole', async () => {
      const exports = new FakeExports(objects);
      exports.pushErrors.push(new PlatformError('gone', { code: 'ECONNRESET', retryable: true }));
      const again = await run({ exports });
      expect(again.file?.text).toBe((await run()).file?.text);
      expect(again.exports.files).toHaveLength(1);
    });
    test('(9) a stop is obeyed promptly: the job is given back, and no file is stored', async () => {
      const controller = new AbortController();
      const exports = new FakeExports(objects);
      exports.onList = async () => {
        controller.abort(new Error('stopped'));
        await new Promise((resolve) => setTimeout(resolve, 20));
      };
      const started = performance.now();
      const { status, file } = await run({ exports, signal: controller.signal });
      expect({ status, file }).toEqual({ status: 'given back', file: undefined });
      expect(performance.now() - started).toBeLessThan(PROMPT_MS);
    });
    test('(11) two exports at once do not see each other', async () => {
      const [alone, first, second] = [await run(), ...(await Promise.all([run(), run()]))];
      expect(first?.file?.text).toBe(alone.file?.text);
      expect(second?.file?.text).toBe(alone.file?.text);
    });
  });
}
