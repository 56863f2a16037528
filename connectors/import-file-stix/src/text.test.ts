import { expect, test } from 'vitest';
import { read } from './file.fixtures.ts';

const TOOL = {
  type: 'tool',
  id: 'tool--00000000-0000-4000-8000-000000000001',
  name: 'Größe, 测试, 😀, \u0000\u001f, \ufffd, "\\"',
};
const TEXT = JSON.stringify({ type: 'bundle', objects: [TOOL] });
const little = Buffer.from(TEXT, 'utf16le');
const big = Buffer.from(little).swap16();
const BOM = Buffer.from('\ufeff', 'utf16le');

test.for<[string, Uint8Array]>([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with byte order mark', Buffer.from(`\ufeff${TEXT}`)],
  ['UTF-16, little end first', little],
  ['UTF-16, little end first, with byte order mark', Buffer.concat([BOM, little])],
  ['UTF-16, big end first', big],
  ['UTF-16, big end first, with byte order mark', Buffer.concat([Buffer.from(BOM).swap16(), big])],
])('%s is read', async ([, content]) => {
  for (const size of [1, 3, 65_536]) {
    expect(await read(content, { size })).toEqual({ objects: [TOOL], refused: [], said: [] });
  }
});

test('an object that is not UTF-8 is refused with the place, the others go through', async () => {
  const bad = `{"type":"tool","id":"${TOOL.id}","name":"Gr\u00f6\u00dfe"}`;
  const content = Buffer.from(`[${bad},${bad.replace('Gr\u00f6\u00dfe', 'Size')}]`, 'latin1');
  const { objects, refused } = await read(content);
  expect(objects).toMatchObject([{ name: 'Size' }]);
  expect(refused).toEqual([{ path: '$[0]', reason: `is not UTF-8 at byte ${content.indexOf(0xf6)}` }]);
});

test('UTF-16 with half a character ends there, and says so', async () => {
  const half = Buffer.concat([little, Buffer.from([0x0a])]);
  const { objects, refused } = await read(half);
  expect(objects).toEqual([TOOL]);
  expect(refused).toMatchObject([{ reason: expect.stringContaining('the text is not UTF-16LE behind byte') }]);
});

test('prototype keys are keys like others, and the last of two counts', async () => {
  const text = `[{"type":"tool","id":"${TOOL.id}","__proto__":{"polluted":1},"constructor":2,"name":"a","name":"b"}]`;
  const [object] = (await read(text)).objects;
  expect(Object.keys(object ?? {})).toEqual(['type', 'id', '__proto__', 'constructor', 'name']);
  expect(object?.name).toBe('b');
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
});

test('what nests too deep is refused, wherever it stands', async () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  const ok = `{"type":"tool","id":"${TOOL.id}","name":"ok"}`;
  const evil = ok.replace('"ok"', deep);
  for (const content of [`[${evil},${ok}]`, `{"objects":[${ok},${evil}]}`, `${ok}\n${evil}\n`, `${evil}\n\n${ok}`]) {
    const { objects, refused } = await read(content);
    expect(objects).toMatchObject([{ name: 'ok' }]);
    expect(refused).toMatchObject([{ reason: 'is nested deeper than 200 levels' }]);
  }
  await expect(read(deep)).rejects.toMatchObject({ name: 'InputError' });
});

test('an object that is too large is refused, the others go through', async () => {
  const large = JSON.stringify({ ...TOOL, name: 'x'.repeat(21_000_000) });
  for (const content of [`[${large},${JSON.stringify(TOOL)}]`, `${JSON.stringify(TOOL)}\n${large}\n`]) {
    const { objects, refused } = await read(content);
    expect(objects).toEqual([TOOL]);
    expect(refused).toMatchObject([{ reason: expect.stringContaining('20 MB') }]);
  }
});

test.for<[string, string, RegExp]>([
  ['an empty file', ' \n', /empty/],
  ['STIX 1', '<?xml version="1.0"?><stix:STIX_Package>', /convert it to STIX 2.1 first/],
  ['JSON that ends at once', '{"type":"bundle"', /\$ is cut off/],
  ['text that only begins as JSON', '{hello}', /is not JSON/],
])('%s is refused', async ([, content, message]) => {
  await expect(read(content)).rejects.toMatchObject({ code: 'INPUT', message: expect.stringMatching(message) });
});

test.for<[string, string, RegExp]>([
  ['MISP', '{"Event":{"info":"x"}}', /import-file-misp/],
  ['MISP of its API', '{ "response": [{"Event":{}}]}', /import-file-misp/],
  ['GeoJSON', '{"type":"FeatureCollection","features":[]}', /no id/],
  ['a list of texts', '["a","b"]', /\$\[0\] is no JSON object/],
  ['an envelope of something else', '{"objects":[{"a":1},{"type":"b"}]}', /has no type/],
  ['many other objects', JSON.stringify(Array.from({ length: 5_000 }, () => ({ a: 1 }))), /has no type/],
  ['an empty list', '[]', /no objects/],
  ['other XML', '<html></html>', /XML/],
  ['PDF', '%PDF-1.7', /neither JSON nor a table/],
])('%s is not ours', async ([, content, message]) => {
  await expect(read(content)).rejects.toMatchObject({ code: 'NOT_OURS', message: expect.stringMatching(message) });
});
