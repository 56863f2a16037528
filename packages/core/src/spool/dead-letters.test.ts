import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DeadLetterFile } from './dead-letters.ts';

function place() {
  const folder = join(mkdtempSync(join(tmpdir(), 'dead-letters-')), 'new');
  return { folder, file: new DeadLetterFile(folder) };
}

const letter = (id: string) => ({ id, type: 'create', reason: 'no', at: '2026-01-01T00:00:00.000Z', text: '{}' });

async function ids(file: DeadLetterFile): Promise<string[]> {
  const found: string[] = [];
  for await (const { id } of file.read()) found.push(id);
  return found;
}

test('letters are kept in order, for their owner only, and gone after a replay', async () => {
  const { folder, file } = place();
  await file.put([letter('1'), letter('2')]);
  await file.put([letter('3')]);
  expect(statSync(join(folder, 'dead-letters.ndjson')).mode & 0o777).toBe(0o600);
  expect(await ids(file)).toEqual(['1', '2', '3']);
  expect(await file.replace([letter('2')])).toBe(0);
  expect(await ids(file)).toEqual(['2']);
});

test('a replay that was interrupted begins again, and letters put meanwhile stay', async () => {
  const { file } = place();
  await file.put([letter('1')]);
  for await (const _one of file.read()) await file.put([letter('refused again')]);
  expect(await ids(file)).toEqual(['1', 'refused again']);
});

test('a line that a crash cut is left out; a folder that cannot be written to is named', async () => {
  const { folder, file } = place();
  await file.put([letter('1')]);
  const path = join(folder, 'dead-letters.ndjson');
  writeFileSync(path, `${readFileSync(path, 'utf8')}{"id":"cut`);
  expect(await ids(file)).toEqual(['1']);
  const below = new DeadLetterFile(join(folder, 'dead-letters.replaying.ndjson', 'below'));
  await expect(below.put([letter('1')])).rejects.toThrow('below/dead-letters.ndjson (ENOTDIR)');
});
