import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { recorded, settingsOf } from '../events.fixtures.ts';
import { FileSink } from './file.ts';

const [event] = recorded();
const silent = { debug() {}, info() {}, warn() {}, error() {}, with: () => silent };

function items(...tails: readonly string[]) {
  if (!event) throw new Error('nothing was recorded');
  return tails.map((tail) => ({ event, head: '', tail }));
}

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'stream-listener-file-'));
}

function open(fileFolder: string, given: Record<string, unknown> = {}) {
  return new FileSink(settingsOf({ sink: 'file', fileFolder, ...given }), silent).open();
}

test('a file has its name when it is complete, and text of any alphabet comes through', async () => {
  const path = folder();
  const sink = await open(path, { fileMaxMb: 0.0001 });
  await sink.deliver(items('{"a":"ŻÓŁW 🐢"}'));
  expect(readdirSync(path).every((name) => name.endsWith('.part'))).toBe(true);
  await sink.deliver(items('x'.repeat(200)));
  const [name = ''] = readdirSync(path);
  expect(name).toMatch(/^opencti-.*\.ndjson$/);
  expect(readFileSync(join(path, name), 'utf8')).toBe(`{"a":"ŻÓŁW 🐢"}\n${'x'.repeat(200)}\n`);
  await sink.close();
  expect(readdirSync(path)).toHaveLength(1);
});

test('what a killed process left is completed without the line that was cut', async () => {
  const path = folder();
  writeFileSync(join(path, 'opencti-1.ndjson.part'), '{"whole":1}\n{"cut":');
  writeFileSync(join(path, 'opencti-2.ndjson.part'), '{"only the beginn');
  writeFileSync(join(path, 'another-3.ndjson.part'), 'not ours');
  const sink = await open(path);
  await sink.close();
  expect(readdirSync(path).sort()).toEqual(['another-3.ndjson.part', 'opencti-1.ndjson']);
  expect(readFileSync(join(path, 'opencti-1.ndjson'), 'utf8')).toBe('{"whole":1}\n');
});

test('compressed when complete', async () => {
  const path = folder();
  const sink = await open(path, { fileGzip: true });
  await sink.deliver(items('{"a":1}', '{"a":2}'));
  await sink.flush();
  await sink.close();
  const [name = ''] = readdirSync(path);
  expect(name).toMatch(/\.ndjson\.gz$/);
  expect(gunzipSync(readFileSync(join(path, name))).toString()).toBe('{"a":1}\n{"a":2}\n');
});

test('a folder that cannot be written to is named by its setting, and tried again', async () => {
  const file = join(folder(), 'a-file');
  writeFileSync(file, '');
  await expect(open(join(file, 'below'))).rejects.toMatchObject({
    retryable: true,
    message: expect.stringContaining('a-file/below cannot be written to (ENOTDIR)'),
  });
});
