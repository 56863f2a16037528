import type { ConnectorOverview, WorkOverview } from '@opencti-connectors/core/tools';
import { expect, test } from 'vitest';
import { statusText } from './status.ts';

const work = (more: Partial<WorkOverview>): WorkOverview => ({
  ...{ id: 'w', name: 'A run', status: 'complete', expected: 4, processed: 4, errors: [] },
  ...{ receivedAt: '2026-01-02T03:04:05.000Z', completedAt: undefined },
  ...more,
});
const connector = (more: Partial<ConnectorOverview>): ConnectorOverview => ({
  ...{ id: 'c', name: 'Feed', kind: 'EXTERNAL_IMPORT', active: true, state: undefined, buffering: false },
  ...{ waiting: { messages: 0, bytes: 0 }, updatedAt: undefined, nextRun: undefined, works: [] },
  ...more,
});

test('without connectors there is a sentence', () => {
  expect(statusText([], 3)).toBe('No connector is registered.');
});

test('open works come first, half done is half a bar, ended ones are cut to the number asked for', () => {
  const works = [
    work({ name: 'Old' }),
    work({ name: 'Older' }),
    work({ name: 'Now', status: 'progress', processed: 2 }),
  ];
  const lines = statusText([connector({ works, waiting: { messages: 1, bytes: 12_345 } })], 1).split('\n');

  expect(lines).toEqual([
    '● Feed  external import  active  1 message waiting, 12.3 kB',
    `    ${'━'.repeat(10)}${'╌'.repeat(10)}         2/4  progress 2026-01-02 03:04  Now`,
    `    ${'━'.repeat(20)}         4/4  complete 2026-01-02 03:04  Old`,
  ]);
});

test('errors are counted, the first ones shown; what has announced nothing has done nothing', () => {
  const text = statusText(
    [
      connector({
        active: false,
        works: [work({ status: 'wait', expected: 0, processed: 0, errors: ['one', 'two', 'three'] })],
      }),
    ],
    1,
  );

  expect(text).toContain('○ Feed  external import  not heard of lately');
  expect(text).toMatch(/╌{20} +0\/0 {2}wait .* {2}3 errors {2}A run\n +✖ one\n +✖ two$/);
});
