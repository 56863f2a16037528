/** What LibreOffice makes of our files. Skipped where it is not installed; SOFFICE names another place. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InternalExportFile } from '@opencti-connectors/core';
import { exportOnce } from '@opencti-connectors/testing';
import { describe, expect, test } from 'vitest';
import connector from './connector.ts';
import { PAYLOADS } from './payloads.fixtures.ts';
import { malware } from './sample.fixtures.ts';

const SOFFICE = process.env.SOFFICE ?? 'soffice';
const there = spawnSync(SOFFICE, ['--version']).status === 0;

/** The sheet that LibreOffice reads from a file whose cells it takes to be ended by this character, as flat XML. */
function sheetOf(text: string, delimiter = ';'): string {
  // Delimiter, double quote, UTF-8, from the first line; special numbers are detected.
  const filter = `CSV:${delimiter.charCodeAt(0)},34,76,1,,0,false,true`;
  const folder = mkdtempSync(join(tmpdir(), 'opencti-connectors-calc-'));
  writeFileSync(join(folder, 'export.csv'), text);
  const profile = `-env:UserInstallation=file://${folder}/profile`;
  const args = [profile, '--headless', `--infilter=${filter}`, '--convert-to', 'fods', '--outdir', folder];
  execFileSync(SOFFICE, [...args, join(folder, 'export.csv')], { stdio: 'ignore', timeout: 120_000 });
  return readFileSync(join(folder, 'export.fods'), 'utf8');
}

async function exported(config: object): Promise<string> {
  // Null characters end a cell there, whatever we do.
  const payloads = PAYLOADS.filter((payload) => !payload.includes('\u0000'));
  const objects = payloads.map((name, number) => malware(number, { name, description: number - 5 }));
  const ask = { listParams: { visible_columns: ['name', 'description'] } };
  const { file } = await exportOnce(connector as unknown as InternalExportFile, {
    objects,
    config: { ...config },
    ask,
  });
  return file?.text ?? '';
}

const formulas = (sheet: string) => sheet.match(/table:formula="[^"]*"/g) ?? [];

describe.skipIf(!there)('LibreOffice', { timeout: 180_000 }, () => {
  test('would run the payloads if they were not guarded', async () => {
    expect(formulas(sheetOf(await exported({ formulaGuard: 'off' }))).length).toBeGreaterThan(3);
  });

  test.each(['prefix', 'wrap'])('runs none of them with the guard %s', async (formulaGuard) => {
    for (const quotes of ['all', 'minimal']) {
      const text = await exported({ formulaGuard, quotes });
      const sheet = sheetOf(text);
      expect(formulas(sheet)).toEqual([]);
      // Neither does a reader whose country has another delimiter, when every cell is quoted.
      if (quotes === 'all') expect(formulas(sheetOf(text, ','))).toEqual([]);
      // Plain numbers are still numbers.
      expect(sheet).toContain('office:value="-5"');
    }
  });
});
