import { expect, test } from 'vitest';
import { hashOf, plain } from './values.ts';

test.each<[string, unknown, unknown]>([
  ['nothing', undefined, null],
  ['null', null, null],
  ['an open start', '1970-01-01T00:00:00.000Z', null],
  ['an open end', '5138-11-16T09:46:40.000Z', null],
  ['a date', '2026-03-04T05:06:07.000Z', '2026-03-04T05:06:07.000Z'],
  ['false', false, false],
  ['zero', 0, 0],
  ['texts', ['a', null, 'b'], ['a', 'b']],
  ['a kill chain phase', [{ kill_chain_name: 'lockheed', phase_name: 'delivery' }], ['lockheed:delivery']],
  ['hashes', [{ algorithm: 'SHA-256', hash: 'ab' }], ['SHA-256:ab']],
  [
    'external references',
    {
      edges: [
        { node: { source_name: 'mitre', external_id: 'T1', url: 'https://a.example' } },
        { node: { source_name: 'birds', external_id: null, url: null } },
      ],
    },
    ['mitre T1 https://a.example', 'birds'],
  ],
  ['a status', { template: { name: 'NEW' } }, 'NEW'],
  ['no status', { template: null }, ''],
  ['markings', [{ definition: 'TLP:AMBER' }], ['TLP:AMBER']],
  ['labels', [{ value: 'heron' }], ['heron']],
  ['an author', { name: 'Tern' }, 'Tern'],
  ['coverage', [{ coverage_name: 'ids', coverage_score: 0 }], ['ids:0']],
  ['observable values', [{ type: 'IPv4-Addr', value: '192.0.2.1' }], ['IPv4-Addr:192.0.2.1']],
  ['an observable', [{ observable_value: 'x' }], ['x']],
  ['a representative', { main: 'Quiet Heron' }, 'Quiet Heron'],
  ['something that nobody knows', { shoe: 42 }, '{"shoe":42}'],
  ['something nested', [[1, 2]], ['[1,2]']],
])('%s', (_name, value, expected) => {
  expect(plain(value)).toEqual(expected);
});

test('a hash by its algorithm, whatever its case', () => {
  const hashes = [{ algorithm: 'sha-256', hash: 'ab' }];
  expect([hashOf(hashes, 'SHA-256'), hashOf(hashes, 'MD5'), hashOf(null, 'MD5')]).toEqual(['ab', null, null]);
});
