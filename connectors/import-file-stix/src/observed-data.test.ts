import { scoId, tlpId } from '@opencti-connectors/core/stix';
import { expect, test } from 'vitest';
import { read } from './file.fixtures.ts';

const OWNER = {
  type: 'observed-data',
  id: 'observed-data--00000000-0000-4000-8000-000000000001',
  created: '2017-01-01T00:00:00.000Z',
  modified: '2017-01-01T00:00:00.000Z',
  first_observed: '2017-01-01T00:00:00Z',
  last_observed: '2017-01-01T00:00:00Z',
  number_observed: 3,
  object_marking_refs: [tlpId('TLP:AMBER')],
};

async function observed(objects: Record<string, unknown>) {
  const outcome = await read(JSON.stringify({ type: 'bundle', objects: [{ ...OWNER, objects }] }));
  return { ...outcome, owner: outcome.objects.at(-1), content: outcome.objects.slice(0, -1) };
}

test('what the dictionary holds become observables that the observed data refers to', async () => {
  const { owner, content, refused } = await observed({
    0: { type: 'ipv4-addr', value: '198.51.100.1' },
    1: { type: 'network-traffic', src_ref: '0', dst_ref: '2', protocols: ['tcp'] },
    2: { type: 'domain-name', value: 'example.org', resolves_to_refs: ['0', '3'] },
    3: { type: 'ipv6-addr', value: '2001:db8::1' },
  });
  expect(refused).toEqual([]);
  const ipv4 = scoId('ipv4-addr', { value: '198.51.100.1' });
  const ipv6 = scoId('ipv6-addr', { value: '2001:db8::1' });
  const domain = scoId('domain-name', { value: 'example.org' });
  const traffic = scoId('network-traffic', { src_ref: ipv4, dst_ref: domain, protocols: ['tcp'] });
  const marked = { spec_version: '2.1', object_marking_refs: [tlpId('TLP:AMBER')] };
  expect(content).toEqual([
    { ...marked, type: 'ipv4-addr', id: ipv4, value: '198.51.100.1' },
    { ...marked, type: 'network-traffic', id: traffic, src_ref: ipv4, dst_ref: domain, protocols: ['tcp'] },
    { ...marked, type: 'domain-name', id: domain, value: 'example.org', resolves_to_refs: [ipv4, ipv6] },
    { ...marked, type: 'ipv6-addr', id: ipv6, value: '2001:db8::1' },
  ]);
  expect(owner).toEqual({ ...OWNER, spec_version: '2.1', object_refs: [ipv4, traffic, domain, ipv6] });
});

test('references in circles, in lists and in extensions are followed; names are those of 2.1', async () => {
  const { content, refused } = await observed({
    folder: { type: 'directory', path: 'C:\\', created: '2017-01-01T00:00:00Z', contains_refs: ['zip'] },
    zip: {
      type: 'file',
      name: 'a.zip',
      modified: '2017-01-01T00:00:00Z',
      parent_directory_ref: 'folder',
      extensions: { 'archive-ext': { contains_refs: ['zip', 'folder'], list: [[{ body_raw_ref: 'folder' }]] } },
    },
    run: { type: 'process', pid: 1, binary_ref: 'zip', created: '2017-01-01T00:00:00Z' },
  });
  const [folder, zip, run] = content;
  expect(refused).toEqual([]);
  expect(folder).toMatchObject({ ctime: '2017-01-01T00:00:00Z', contains_refs: [zip?.id] });
  expect(zip).toMatchObject({
    mtime: '2017-01-01T00:00:00Z',
    parent_directory_ref: folder?.id,
    extensions: { 'archive-ext': { contains_refs: [zip?.id, folder?.id], list: [[{ body_raw_ref: folder?.id }]] } },
  });
  expect(run).toMatchObject({ image_ref: zip?.id, created_time: '2017-01-01T00:00:00Z' });
  expect((await observed({ run: { type: 'process', pid: 1 } })).content).toMatchObject([{ id: run?.id }]);
});

test('what cannot be an observable is refused with its path, and references to it are dropped', async () => {
  const { owner, content, refused } = await observed({
    0: { type: 'file', hashes: { MD5: 'short' } },
    1: { value: 'no type' },
    2: { type: 'email-message', is_multipart: false, from_ref: '0', to_refs: ['1', '7'], subject: 'x' },
  });
  expect(content).toHaveLength(1);
  expect(Object.keys(content[0] ?? {})).toEqual([
    ...['object_marking_refs', 'type', 'is_multipart', 'subject'],
    ...['spec_version', 'id'],
  ]);
  expect(owner).toMatchObject({ object_refs: [content[0]?.id] });
  expect(refused.map(({ path }) => path.replace('$.objects[0].objects', ''))).toEqual([
    "['1']",
    "['0']",
    "['2'].from_ref",
    "['2'].to_refs[0]",
    "['2'].to_refs[1]",
  ]);
});
