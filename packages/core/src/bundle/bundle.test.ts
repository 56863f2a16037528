import { expect, test } from 'vitest';
import { BundleCollector } from './bundle.ts';
import { chunkBundles } from './order.ts';
import { stamp } from './stamp.ts';

const AUTHOR = 'identity--0a4d2f37-0f0a-5f3a-8b35-2f7d4f8d8f11';
const MARKING = 'marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9';

function malware(name: string, more: object = {}) {
  return { type: 'malware', id: `malware--${name}`, name, ...more };
}

test('stamps what has no author and no marking, and leaves the rest alone', () => {
  const bundle = new BundleCollector({ stamp: { author: AUTHOR, markings: [MARKING] } });

  expect(bundle.add(malware('a'))).toMatchObject({ created_by_ref: AUTHOR, object_marking_refs: [MARKING] });
  expect(bundle.add(malware('b', { created_by_ref: 'identity--x' }))).toMatchObject({ created_by_ref: 'identity--x' });
  expect(bundle.add({ type: 'domain-name', id: 'domain-name--1', value: 'a.example' })).toMatchObject({
    x_opencti_created_by_ref: AUTHOR,
  });
  expect(bundle.add({ type: 'identity', id: AUTHOR })).not.toHaveProperty('created_by_ref');
  expect(bundle.add({ type: 'marking-definition', id: MARKING })).not.toHaveProperty('object_marking_refs');
});

test('unites objects of one id: later values win, lists of references add up', () => {
  const bundle = new BundleCollector();

  bundle.add(malware('a', { description: 'old', sample_refs: ['file--1'] }));
  bundle.add(malware('a', { description: 'new', sample_refs: ['file--1', 'file--2'], lang: null }));

  expect(bundle.drain()).toEqual([malware('a', { description: 'new', sample_refs: ['file--1', 'file--2'] })]);
  expect(bundle.size).toBe(0);
});

test('refuses an object without id', () => {
  expect(() => new BundleCollector().add({ type: 'malware', id: '' })).toThrow('has no id');
});

test('chunks hold whole objects in order, within the limit in bytes', () => {
  const objects = Array.from({ length: 100 }, (_, index) => malware(`ü${index}`));

  const chunks = [...chunkBundles(objects, 1000)];

  const texts = chunks.map(({ text }) => text);
  const held = texts.flatMap((text) => JSON.parse(text).objects as unknown[]);
  expect(held).toEqual(objects);
  expect(chunks.length).toBeGreaterThan(3);
  for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThan(1100);
});

test('an object above the limit goes alone', () => {
  const chunks = [...chunkBundles([malware('a'), malware('big', { description: 'x'.repeat(500) }), malware('b')], 200)];

  expect(chunks.map(({ objects }) => objects)).toEqual([1, 1, 1]);
});

test('a reference to the source is added once, to observables in their own place', () => {
  const reference = { source_name: 'Feed', url: 'https://feed.example/1' };
  const stamped = { externalReferences: [reference] };
  const malware = {
    type: 'malware',
    id: 'malware--1',
    external_references: [{ source_name: 'Other', url: 'https://o.example' }],
  };

  const twice = stamp(stamp(malware, stamped), stamped);

  expect(twice.external_references).toEqual([...malware.external_references, reference]);
  expect(stamp({ type: 'url', id: 'url--1' }, stamped)).toMatchObject({ x_opencti_external_references: [reference] });
  expect(stamp({ type: 'label', id: 'label--1' }, stamped)).toEqual({ type: 'label', id: 'label--1' });
});
