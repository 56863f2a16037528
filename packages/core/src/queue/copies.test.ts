import { mkdtempSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Log } from '../define/context.ts';
import type { QueuePort } from '../ports/queue.ts';
import { CopyingQueue, type CopyTarget } from './copies.ts';
import { DirectoryCopies } from './copies-directory.ts';
import { copyDocument, copyName, isCopyOf } from './copy-document.ts';

const VECTORS = join(import.meta.dirname, '../../../testing/fixtures/vectors/messages.json');
const NOW = new Date('2026-03-04T05:06:07.089Z');
const DAY_MS = 86_400_000;
const TOOL = { type: 'tool', id: 'tool--00000001-0000-4000-8000-000000000001', spec_version: '2.1', name: 'É' };
const CONNECTOR = {
  id: 'c1',
  name: 'My Connector',
  type: 'EXTERNAL_IMPORT',
  scope: ['a', 'b'],
  auto: false,
  validateBeforeImport: true,
};

function silence(lines: unknown[][] = []): Log {
  const write = (...line: unknown[]) => void lines.push(line);
  return { debug: write, info: write, warn: write, error: write, with: () => silence(lines) };
}

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'copies-'));
}

function copying(queue: QueuePort | undefined, targets: readonly CopyTarget[], lines: unknown[][] = [], now = NOW) {
  return new CopyingQueue(queue, {
    targets,
    connector: CONNECTOR,
    userId: () => 'user-1',
    log: silence(lines),
    now: () => now,
  });
}

/** A queue that takes everything, or fails. */
function queue(failure?: Error): QueuePort & { sent: number } {
  const taken = {
    sent: 0,
    async send(objects: readonly unknown[]) {
      if (failure) throw failure;
      taken.sent += objects.length;
      return { parts: objects.length, refused: [] };
    },
    waiting: async () => 3,
    close: async () => undefined,
  };
  return taken;
}

const BROKEN: CopyTarget = {
  place: '/full',
  bundleType: 'DIRECTORY_BUNDLE',
  retentionDays: 7,
  write: async () => {
    throw new Error('no space left');
  },
  removeBefore: async () => {
    throw new Error('no such place');
  },
};
const OPTIONS = { workId: 'w1', multiPart: true };

interface DocumentVector {
  readonly bundle_type: 'DIRECTORY_BUNDLE' | 'S3_BUNDLE';
  readonly expected: { readonly entities_types: readonly string[] | null; bundle: object; readonly update: boolean };
}

const { documents } = JSON.parse(readFileSync(VECTORS, 'utf8')) as { documents: readonly DocumentVector[] };

test.each(documents)('the document is that of the reference: $bundle_type', ({ bundle_type, expected }) => {
  const { entities_types: types, bundle, update } = expected;
  const content = { bundleType: bundle_type, applicantId: 'user-1', connector: CONNECTOR, bundle, update };

  expect(copyDocument({ ...content, ...(types ? { entitiesTypes: types } : {}) })).toEqual(expected);
});

test('names lead into no other folder, sort by time, and are told from those of other connectors', () => {
  expect(copyName('My  Feed', NOW)).toMatch(/^my_feed-20260304-050607-1772600767089-[0-9a-f]{8}\.json$/);
  expect(copyName('../../etc/x', NOW)).toMatch(/^-..-etc-x-2026/);
  expect(isCopyOf('misp', copyName('misp', NOW))).toBe(true);
  expect(isCopyOf('misp', 'misp-20260304-050607-1772600767.json')).toBe(true);
  expect(isCopyOf('misp', copyName('misp-feed', NOW))).toBe(false);
  expect(isCopyOf('misp', 'misp-notes.json')).toBe(false);
});

test('a directory gets whole files, and a place that is not there is made', async () => {
  const place = join(folder(), 'a/b');
  const inner = queue();

  const receipt = await copying(inner, [new DirectoryCopies(place, 7, 'My Connector')]).send([TOOL], OPTIONS);

  const [name = '', ...others] = readdirSync(place);
  expect([receipt.parts, inner.sent, others]).toEqual([1, 1, []]);
  expect(JSON.parse(readFileSync(join(place, name), 'utf8'))).toMatchObject({
    bundle_type: 'DIRECTORY_BUNDLE',
    applicant_id: 'user-1',
    bundle: { objects: [TOOL] },
  });
});

test('old copies of this connector go, at most once an hour; everything else stays', async () => {
  const place = folder();
  const names = [copyName('My Connector', NOW), copyName('My Connector 2', NOW), 'my_connector-notes.json'];
  const fresh = copyName('My Connector', NOW);
  for (const name of [...names, fresh]) writeFileSync(join(place, name), '{}');
  const old = new Date(NOW.getTime() - 8 * DAY_MS);
  for (const name of names) utimesSync(join(place, name), old, old);
  const copies = copying(queue(), [new DirectoryCopies(place, 7, 'My Connector')]);

  await copies.send([], OPTIONS);
  expect(readdirSync(place).sort()).toEqual([...names.slice(1), fresh].sort());
  writeFileSync(join(place, names[0] ?? ''), '{}');
  utimesSync(join(place, names[0] ?? ''), old, old);
  await copies.send([], OPTIONS);
  expect(readdirSync(place)).toHaveLength(4);
});

test('a retention of 0 keeps all', async () => {
  const place = folder();
  const name = copyName('My Connector', NOW);
  writeFileSync(join(place, name), '{}');
  utimesSync(join(place, name), 1, 1);

  await copying(queue(), [new DirectoryCopies(place, 0, 'My Connector')]).send([], OPTIONS);

  expect(readdirSync(place)).toEqual([name]);
});

test('a copy that fails is logged, and neither the sending nor the other copy feels it', async () => {
  const lines: unknown[][] = [];
  const place = folder();
  const inner = queue();
  const targets = [BROKEN, new DirectoryCopies(place, 7, 'My Connector')];

  expect(await copying(inner, targets, lines).send([TOOL], OPTIONS)).toEqual({ parts: 1, refused: [] });

  expect(readdirSync(place)).toHaveLength(1);
  expect(JSON.stringify(lines)).toContain('/full');
});

test('what the platform did not take is not copied', async () => {
  const place = folder();
  const copies = copying(queue(new Error('refused')), [new DirectoryCopies(place, 7, 'My Connector')]);

  await expect(copies.send([TOOL], OPTIONS)).rejects.toThrow('refused');

  expect(readdirSync(place)).toEqual([]);
});

test('without a queue the copies are the sending: a failure is felt', async () => {
  const place = folder();

  expect(await copying(undefined, [new DirectoryCopies(place, 7, 'x')]).send([TOOL], OPTIONS)).toMatchObject({
    parts: 1,
  });
  await expect(copying(undefined, [BROKEN]).send([TOOL], OPTIONS)).rejects.toThrow('no space left');
});
