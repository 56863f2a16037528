/** What our stream listener writes to files can be imported: every format, of events that a real platform sent. */
import type { StreamEvent } from '@opencti-connectors/core';
import { validate } from '@opencti-connectors/core/stix';
import { expect, test } from 'vitest';
import { read } from '../connectors/import-file-stix/src/file.fixtures.ts';
import { recorded, settingsOf } from '../connectors/stream-listener/src/events.fixtures.ts';
import { Mapper, textOf } from '../connectors/stream-listener/src/mapping.ts';

const now = () => new Date('2026-11-22T18:00:00.000Z');
const events = recorded();
const isDeletion = ({ type }: StreamEvent) => type === 'delete';

function written(format: 'event' | 'object' | 'bundle' | 'indicator', some = events): string {
  const mapper = new Mapper({ ...settingsOf({ format }), platformUrl: 'https://opencti.example', now });
  const lines = mapper.items(some).map(textOf);
  return `${lines.join('\n')}\n`;
}

test.for(['event', 'object'] as const)('%s: each event is its object, but for deletions', async (format) => {
  const { objects, refused } = await read(written(format), { name: 'stream.ndjson' });
  expect(objects.length).toBeGreaterThan(0);
  expect(objects.length + refused.length).toBe(written(format).trim().split('\n').length);
  expect(refused.filter(({ reason }) => !reason.includes('deletion'))).toEqual([]);
  const kept = new Set(events.filter((event) => !isDeletion(event)).map(({ data }) => data.id));
  expect(new Set(objects.map(({ id }) => id))).toEqual(kept);
});

test('bundle: with authors and markings, and no order to delete', async () => {
  const { objects, refused } = await read(written('bundle'), { name: 'stream.ndjson' });
  // What a merge swallowed is deleted too.
  const deleted = events.filter(isDeletion).map(({ data }) => data.id);
  expect(refused.map(({ id }) => id)).toEqual(expect.arrayContaining(deleted));
  expect(refused.filter(({ reason }) => !reason.includes('orders the platform to delete'))).toEqual([]);
  const ids = new Set(objects.map(({ id }) => id));
  const kept = events.filter((event) => !isDeletion(event)).map(({ data }) => data.id);
  expect(kept.filter((id) => !ids.has(id))).toEqual([]);
  expect(ids.size).toBeGreaterThan(new Set(events.map(({ data }) => data.id)).size);
});

test('indicator: indicators and observables with what a line says of them', async () => {
  const flat = events.filter(
    ({ type, data }) => type === 'create' && /^(indicator|domain-name|file|url)$/.test(data.type),
  );
  const { objects, refused } = await read(written('indicator', flat), { name: 'stream.ndjson' });
  expect(flat.length).toBeGreaterThan(0);
  expect(refused).toEqual([]);
  expect(objects.map(({ id }) => id)).toEqual(flat.map(({ data }) => data.id));
  expect(objects.flatMap((object) => validate(object))).toEqual([]);
});
