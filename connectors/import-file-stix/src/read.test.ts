import { expect, test } from 'vitest';
import { read } from './file.fixtures.ts';

const tool = (n: number) => ({
  type: 'tool',
  spec_version: '2.1',
  id: `tool--00000000-0000-4000-8000-00000000000${n}`,
  name: `Tool ${n} "quoted", \\ [and] {so on} é😀`,
});
const [A, B, C] = [tool(1), tool(2), tool(3)];
const BUNDLE = { type: 'bundle', id: 'bundle--00000000-0000-4000-8000-000000000000', objects: [A, B] };

test.for<[string, string]>([
  ['bundle', JSON.stringify(BUNDLE)],
  ['bundle, spread out', JSON.stringify(BUNDLE, undefined, 2)],
  ['bundle with its objects first', JSON.stringify({ objects: [A, B], id: BUNDLE.id, type: 'bundle' })],
  ['list', JSON.stringify([A, B])],
  ['TAXII envelope', JSON.stringify({ more: true, next: 'x', objects: [A, B] })],
  ['lines of objects', `${JSON.stringify(A)}\n\n${JSON.stringify(B)}\n`],
  ['lines of bundles', `${JSON.stringify(BUNDLE)}\n${JSON.stringify({ type: 'bundle', objects: [] })}\r\n`],
  ['two values', `${JSON.stringify(A, undefined, 1)} ${JSON.stringify({ objects: [B] }, undefined, 1)}`],
  ['lines of events', `{"id":"1-0","event":"create","data":${JSON.stringify(A)}}\n{"data":${JSON.stringify(B)}}`],
  ['lines of mapped events', `{"action":"upsert","object":${JSON.stringify(A)}}\n{"object":${JSON.stringify(B)}}`],
])('%s gives its objects', async ([, content]) => {
  for (const size of [1, 7, 65_536]) {
    expect(await read(content, { size })).toEqual({ objects: [A, B], refused: [], said: [] });
  }
});

test('a single object is read', async () => {
  expect(await read(JSON.stringify(C, undefined, 2), { size: 3 })).toEqual({ objects: [C], refused: [], said: [] });
});

test('a bad element is refused by its path, and the others go through', async () => {
  const elements = [JSON.stringify(A), '{"type":"tool","id":}', '5', '{"type":"tool"}', '', JSON.stringify(B)];
  const { objects, refused } = await read(`{"type":"bundle","id":"bundle--1","objects":[${elements.join(',')}]}`);
  expect(objects).toEqual([A, B]);
  expect(refused.map(({ path }) => path)).toEqual([1, 2, 3, 4].map((index) => `$.objects[${index}]`));
  expect(refused[0]?.reason).toMatch(/^is not JSON .* from byte \d+ on$/);
});

test('an order to the platform is refused, plain or in the extension of OpenCTI', async () => {
  const extension = 'extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba';
  const orders = [
    { ...B, opencti_operation: 'delete' },
    { ...C, extensions: { [extension]: { extension_type: 'property-extension', opencti_operation: 'merge' } } },
  ];
  const { objects, refused } = await read(JSON.stringify({ ...BUNDLE, objects: [A, ...orders] }));
  expect(objects).toEqual([A]);
  expect(refused).toEqual([
    { id: B.id, path: '$.objects[1]', reason: expect.stringContaining('orders the platform to delete') },
    { id: C.id, path: '$.objects[2]', reason: expect.stringContaining('orders the platform to merge') },
  ]);
});

test('a line that is none is refused, and the others go through', async () => {
  const { objects, refused } = await read(`${JSON.stringify(A)}\n{"type": "to\n${JSON.stringify(B)}`);
  expect(objects).toEqual([A, B]);
  expect(refused).toMatchObject([{ path: 'line 2: $', reason: expect.stringContaining('end of the line') }]);
});

test('of a file that is cut short, what was read is kept', async () => {
  const text = JSON.stringify({ ...BUNDLE, objects: [A, B, C] });
  const { objects, refused } = await read(text.slice(0, -20));
  expect(objects).toEqual([A, B]);
  expect(refused).toMatchObject([{ path: '$.objects[2]', reason: expect.stringContaining('cut off') }]);
});

test('2.0 becomes 2.1, object by object', async () => {
  const old = (type: string, more: object) => ({
    type,
    id: `${type}--00000000-0000-4000-8000-000000000009`,
    created: '2017-01-01T00:00:00.000Z',
    modified: '2017-01-02T00:00:00.000Z',
    ...more,
  });
  const pattern = "[url:value = 'http://example.org/'] START '2016-01-01T00:00:00Z' STOP '2016-02-01T00:00:00Z'";
  const objects = [
    old('indicator', {
      labels: ['malicious-activity', 'misp:type="url"'],
      pattern,
      valid_from: '2017-01-01T00:00:00Z',
    }),
    old('malware', { name: 'A', labels: ['trojan'] }),
    old('tool', { name: 'B', labels: ['exploitation'] }),
    old('report', { name: 'C', labels: ['campaign'] }),
    old('threat-actor', { name: 'D', labels: ['crime-syndicate'] }),
    old('campaign', { name: 'E', labels: ['kept'] }),
    A,
    { type: 'url', id: 'url--00000000-0000-4000-8000-000000000009', value: 'http://example.org/' },
  ];
  const outcome = await read(JSON.stringify({ objects, type: 'bundle', id: 'bundle--1', spec_version: '2.0' }));
  expect(outcome.said).toEqual(['6 objects converted from STIX 2.0']);
  const [found, malware, tool, report, actor, ...others] = outcome.objects;
  expect(found).toMatchObject({
    spec_version: '2.1',
    indicator_types: ['malicious-activity'],
    labels: ['misp:type="url"'],
    pattern_type: 'stix',
    pattern: "[url:value = 'http://example.org/'] START t'2016-01-01T00:00:00Z' STOP t'2016-02-01T00:00:00Z'",
    modified: '2017-01-02T00:00:00.000Z',
  });
  expect(malware).toMatchObject({ malware_types: ['trojan'], is_family: true });
  expect(malware).not.toHaveProperty('labels');
  expect(tool).toMatchObject({ tool_types: ['exploitation'] });
  expect(report).toMatchObject({ report_types: ['campaign'] });
  expect(actor).toMatchObject({ threat_actor_types: ['crime-syndicate'] });
  expect(others).toEqual([{ ...objects[5], spec_version: '2.1' }, A, objects[7]]);
});
