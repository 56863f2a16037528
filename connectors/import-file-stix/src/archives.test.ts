import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chunks, QUIET, read } from './file.fixtures.ts';
import { readObjects } from './read.ts';
import { zip as archive } from './zip.fixtures.ts';

const tool = (n: number) => ({
  type: 'tool',
  spec_version: '2.1',
  id: `tool--00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  name: `Tool ${n}`,
});
const [A, B] = [tool(1), tool(2)];
const bundle = (...objects: object[]) => JSON.stringify({ type: 'bundle', id: 'bundle--1', objects });
let spoolDir = '';

beforeAll(async () => {
  spoolDir = await mkdtemp(join(tmpdir(), 'import-file-stix-test-'));
});

afterAll(() => rm(spoolDir, { recursive: true }));

function zip(entries: Readonly<Record<string, string | Uint8Array>>): Buffer {
  return archive(Object.entries(entries).map(([name, content]) => ({ name, content })));
}

test('gzip is unpacked, in gzip too', async () => {
  const packed = gzipSync(bundle(A, B));
  for (const size of [1, 65_536]) expect((await read(packed, { size })).objects).toEqual([A, B]);
  expect((await read(gzipSync(packed))).objects).toEqual([A, B]);
  await expect(read(gzipSync(gzipSync(packed)))).rejects.toThrow('gzip in gzip in gzip');
  expect((await read(Buffer.concat([gzipSync(bundle(A)), gzipSync(bundle(B))]))).objects).toEqual([A, B]);
});

test('of a gzip that is cut short or damaged, what was read is kept', async () => {
  const noise = Array.from({ length: 2_000 }, (_, n) => ({ ...tool(n), description: Math.sin(n).toString() }));
  const packed = gzipSync(bundle(...noise));
  const { objects, refused } = await read(packed.subarray(0, packed.length / 2));
  expect(objects.length).toBeGreaterThan(500);
  expect(refused.at(-1)).toEqual({
    path: 'the rest',
    reason: expect.stringMatching(/ends too early, behind byte \d+/),
  });
  const middle = Math.floor(packed.length / 2);
  packed.fill(0xff, middle, middle + 10);
  const spoilt = await read(packed);
  expect(spoilt.objects.length).toBeGreaterThan(100);
  expect(spoilt.refused.length).toBeGreaterThan(0);
  await expect(read(packed.subarray(0, 20))).rejects.toMatchObject({ code: 'DAMAGED' });
});

test('each entry of a zip is read, gzip in it too, and named in paths; the rest is refused', async () => {
  const content = zip({
    'a/bundle.json': bundle(A),
    'b.json.gz': gzipSync(bundle(B)),
    'bad.json': `{"type":"bundle","objects":[${JSON.stringify(A)},{"x"}]}`,
    'README.md': 'Hello',
    'inner.zip': zip({ 'c.json': bundle(A) }),
    '__MACOSX/a': 'left alone',
  });
  const { objects, refused } = await read(content, { spoolDir });
  expect(objects).toEqual([A, B, A]);
  expect(refused.map(({ path }) => path)).toEqual(['bad.json: $.objects[1]', 'README.md', 'inner.zip']);
  expect(await readdir(spoolDir)).toEqual([]);
});

test('names in a zip touch no file, and are shown without control characters', async () => {
  const names = ['../../tmp/e\u001bvil\n.txt', '/etc/passwd', 'C:\\x', 'n'.repeat(300)];
  const entries = names.map((name) => ({ name, content: 'no STIX' }));
  const { objects, refused } = await read(archive([...entries, { name: 'ok', content: bundle(A) }]), { spoolDir });
  expect(objects).toEqual([A]);
  expect(refused.map(({ path }) => path)).toEqual(['../../tmp/e vil .txt', '/etc/passwd', 'C:/x', 'n'.repeat(200)]);
});

test('an entry that is encrypted, or longer than it says, is refused, the others are read', async () => {
  const content = bundle(A);
  const entries = [
    { name: 'locked', content, encrypted: true },
    { name: 'lies', content, says: 10 },
    { name: 'ok', content },
  ];
  const { objects, refused } = await read(archive(entries), { spoolDir });
  expect(objects).toEqual([A]);
  expect(refused).toMatchObject(
    [
      { path: 'locked', reason: /encrypted/ },
      { path: 'lies', reason: /damaged/ },
    ].map(({ path, reason }) => ({ path, reason: expect.stringMatching(reason) })),
  );
});

test('an archive without anything of ours is not ours', async () => {
  for (const content of [zip({ 'a.txt': 'Hello' }), zip({})]) {
    await expect(read(content, { spoolDir })).rejects.toMatchObject({ code: 'NOT_OURS' });
  }
});

test('a place that cannot be written to is named', async () => {
  const content = zip({ 'a.json': bundle(A) });
  const message = expect.stringContaining('/dev/null/x (ENOTDIR): CONNECTOR_SPOOL_DIR');
  await expect(read(content, { spoolDir: '/dev/null/x' })).rejects.toMatchObject({ code: 'NO_SPOOL', message });
});

test('a zip that is cut short is refused', async () => {
  const content = zip({ 'a.json': bundle(A) });
  await expect(read(content.subarray(0, 90), { spoolDir })).rejects.toThrow('damaged');
  expect(await readdir(spoolDir)).toEqual([]);
});

test('bombs are refused', async () => {
  const large = Buffer.alloc(40_000_000, '["xxxxx');
  const bombs = [gzipSync(large), zip({ 'a.json': large })];
  for (const bomb of bombs) {
    expect(bomb.length).toBeLessThan(100_000);
    await expect(read(bomb, { spoolDir })).rejects.toMatchObject({ code: 'TOO_LARGE' });
  }
});

test('what is larger than the limit is refused, all entries of an archive together', async () => {
  const text = bundle({ ...A, description: 'x'.repeat(600) });
  const options = { maxBytes: 1_000, spoolDir };
  expect((await read(text, options)).objects).toHaveLength(1);
  const two = zip({ 'a.json': text, 'b.json': text });
  for (const content of [bundle({ ...A, description: 'x'.repeat(1_000) }), gzipSync(text + text), two]) {
    await expect(read(content, options)).rejects.toThrow('0.001 MB (IMPORT_FILE_STIX_MAX_SIZE)');
  }
});

test('an archive with too many entries is refused', async () => {
  const entries = Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [`${n}.json`, '{}']));
  await expect(read(zip(entries), { spoolDir })).rejects.toThrow('1001 entries');
});

test('stopped in the middle, nothing stays: no file, no open source', async () => {
  let isOpen = true;
  async function* source(content: Uint8Array) {
    try {
      yield* chunks(content, 100);
    } finally {
      isOpen = false;
    }
  }
  const many = bundle(...Array.from({ length: 3_000 }, (_, n) => tool(n)));
  for (const content of [many, gzipSync(many), zip({ 'a.json': many })]) {
    isOpen = true;
    const options = { ...QUIET, spoolDir };
    for await (const { id } of readObjects({ name: 'file', bytes: source(Buffer.from(content)) }, options)) {
      expect(id).toBe(tool(0).id);
      break;
    }
    expect(isOpen).toBe(false);
    expect(await readdir(spoolDir)).toEqual([]);
  }
});

test('an error of the source comes through as it is', async () => {
  async function* failing(content: Uint8Array): AsyncGenerator<Uint8Array> {
    yield content.subarray(0, content.length - 10);
    throw new RangeError('the platform went away');
  }
  const options = { ...QUIET, spoolDir };
  for (const content of [Buffer.from(bundle(A)), gzipSync(bundle(A)), zip({ 'a.json': bundle(A) })]) {
    const reading = readObjects({ name: 'file', bytes: failing(content) }, options);
    const all = async () => {
      for await (const _ of reading);
    };
    await expect(all()).rejects.toThrow(new RangeError('the platform went away'));
  }
});
