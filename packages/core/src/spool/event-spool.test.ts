import { mkdtempSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { SpooledEvent } from '../ports/stream.ts';
import { EventSpool } from './event-spool.ts';

const event = (number: number): SpooledEvent => ({
  id: `${number}-0`,
  type: 'update',
  text: `{"number":${number},"text":"ŻÓŁW ${'x'.repeat(100)}"}`,
});
const events = (count: number, from = 0) => Array.from({ length: count }, (_, index) => event(from + index));

const opened: EventSpool[] = [];
afterEach(async () => {
  for (const spool of opened.splice(0)) await spool.close();
});

async function place(folder = mkdtempSync(join(tmpdir(), 'event-spool-'))) {
  const spool = new EventSpool(folder, { maxBytes: 50_000, fileBytes: 2_000 });
  await spool.open();
  opened.push(spool);
  const files = () => readdirSync(join(folder, 'spool')).filter((name) => name.endsWith('.events'));
  return { folder, spool, files };
}

async function takeAll(spool: EventSpool): Promise<SpooledEvent[]> {
  const all: SpooledEvent[] = [];
  for (let some = await spool.take(); some.length > 0; some = await spool.take()) all.push(...some);
  return all;
}

test('first in, first out, over many files; what is released is deleted', async () => {
  const { folder, spool, files } = await place();
  for (let number = 0; number < 100; number++) await spool.append([event(number)]);
  expect(files().length).toBeGreaterThan(5);
  expect(statSync(join(folder, 'spool', files()[0] ?? '')).mode & 0o777).toBe(0o600);
  expect(spool.isDrained).toBe(false);
  expect(await takeAll(spool)).toEqual(events(100));
  expect(spool.isDrained).toBe(true);
  const before = spool.bytes;
  await spool.release(60);
  expect(spool.bytes).toBeLessThan(before / 2);
  await spool.append(events(10, 100));
  expect(await takeAll(spool)).toEqual(events(10, 100));
  await spool.release(50);
  expect([spool.bytes, files(), spool.isDrained]).toEqual([0, [], true]);
  await spool.append([event(200)]);
  expect(await takeAll(spool)).toEqual([event(200)]);
});

test('another process begins with the oldest that was not released', async () => {
  const { folder, spool } = await place();
  await spool.append(events(50));
  await spool.take();
  await spool.release(20);
  const { spool: next } = await place(folder);
  expect(await takeAll(next)).toEqual(events(30, 20));
  await next.append(events(5, 50));
  const { spool: third } = await place(folder);
  expect(await takeAll(third)).toEqual(events(35, 20));
});

test('what is in hand is kept without being taken again', async () => {
  const { folder, spool } = await place();
  await spool.append(events(10), true);
  await spool.append(events(5, 10));
  expect(await takeAll(spool)).toEqual(events(5, 10));
  await spool.release(4);
  const { spool: next } = await place(folder);
  expect(await takeAll(next)).toEqual(events(11, 4));
});

test('a line that a kill cut short is left out, and so is what a failing disk has made of one', async () => {
  const { folder, spool, files } = await place();
  await spool.append(events(3));
  const path = join(folder, 'spool', files()[0] ?? '');
  truncateSync(path, statSync(path).size - 10);
  const { spool: next } = await place(folder);
  expect(await takeAll(next)).toEqual(events(2));
  writeFileSync(path, readFileSync(path, 'utf8').replace('0-0 update', '\0\0\0 \0\0\0\0\0\0'));
  const { spool: third } = await place(folder);
  expect((await takeAll(third)).map(({ type }) => type)).toEqual(['\0\0\0\0\0\0', 'update']);
});

test('an event that is larger than what is read at once comes whole; full at its bound', async () => {
  const { spool } = await place();
  const large = { ...event(1), text: `{"a":\n"${'y'.repeat(700_000)}"}` };
  await spool.append([large]);
  expect(spool.isFull).toBe(true);
  expect(await takeAll(spool)).toEqual([{ ...large, text: large.text.replace('\n', ' ') }]);
  await spool.release(1);
  expect(spool.isFull).toBe(false);
});

test('a folder that cannot be written to is named', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'event-spool-')), 'a-file');
  writeFileSync(file, '');
  await expect(new EventSpool(file, { maxBytes: 1 }).open()).rejects.toThrow('a-file/spool (ENOTDIR)');
});
