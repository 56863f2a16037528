import { expect, test } from 'vitest';
import { PlatformError } from '../errors.ts';
import { retry, retryAfterMs } from './retry.ts';

function flaky(failures: number, error: Error) {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls <= failures) throw error;
    return calls;
  };
}

function recorded() {
  const waits: number[] = [];
  const sleep = async (ms: number) => void waits.push(ms);
  return { waits, options: { attempts: 4, baseMs: 100, maxMs: 250, random: () => 1, sleep } };
}

test('doubles its ceiling up to the largest wait', async () => {
  const { waits, options } = recorded();

  const calls = await retry(flaky(3, new PlatformError('busy', { retryable: true })), options);

  expect(calls).toBe(4);
  expect(waits).toEqual([100, 200, 250]);
});

test('keeps to the wait that the other side names', async () => {
  const { waits, options } = recorded();

  await retry(flaky(1, new PlatformError('busy', { retryable: true, retryAfterMs: 42 })), options);

  expect(waits).toEqual([42]);
});

test('does not repeat what cannot succeed, and gives up after its tries', async () => {
  const { waits, options } = recorded();

  await expect(retry(flaky(1, new PlatformError('no')), options)).rejects.toThrow('no');
  expect(waits).toEqual([]);
  await expect(retry(flaky(9, new PlatformError('busy', { retryable: true })), options)).rejects.toThrow('busy');
  expect(waits).toHaveLength(3);
});

test('ends with the reason of the signal', async () => {
  const controller = new AbortController();
  const call = async () => {
    controller.abort(new Error('stopped'));
    throw new PlatformError('busy', { retryable: true });
  };

  await expect(retry(call, { attempts: 5, baseMs: 1, maxMs: 1, signal: controller.signal })).rejects.toThrow('stopped');
});

test('reads Retry-After in seconds and as a date', () => {
  expect(retryAfterMs('3')).toBe(3000);
  expect(retryAfterMs('Thu, 01 Jan 1970 00:00:10 GMT', 4000)).toBe(6000);
  expect(retryAfterMs('soon')).toBeUndefined();
});
