import { expect, test } from 'vitest';
import { changeOf } from './use-events.ts';

const OPENCTI = 'extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba';

test('a change is read out of the stream’s own form', () => {
  const stix = { type: 'malware', extensions: { [OPENCTI]: { id: 'internal-1', type: 'Malware' } } };
  const data = JSON.stringify({ type: 'create', message: 'creates a Malware `Heron`', data: stix });
  expect(changeOf({ id: '1767225600000-3', event: 'create', data }, 7)).toEqual({
    key: '1767225600000-3 7',
    at: '2026-01-01T00:00:00.000Z',
    kind: 'create',
    type: 'Malware',
    message: 'creates a Malware `Heron`',
    entityId: 'internal-1',
    isRelationship: false,
  });
});

test('heartbeats, metrics and the greeting are no change', () => {
  for (const event of ['connected', 'heartbeat', 'consumer_metrics', 'error']) {
    expect(changeOf({ id: '1-0', event, data: '"2026-01-01T00:00:00.000Z"' }, 0)).toBeUndefined();
  }
});
