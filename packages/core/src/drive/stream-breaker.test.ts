import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { CircuitBreaker } from './stream-breaker.ts';

const clock = {
  now: () => new Date(),
  sleep: async (ms: number, signal?: AbortSignal) => void (await sleep(ms, undefined, signal ? { signal } : {})),
};
const { signal } = new AbortController();

/** A receiver that takes a moment, and counts who is there at once. */
function receiver() {
  const at = { isAway: true, now: 0, most: 0, calls: 0 };
  const deliver = async () => {
    at.calls += 1;
    at.now += 1;
    at.most = Math.max(at.most, at.now);
    await sleep(5);
    at.now -= 1;
    if (at.isAway) throw Object.assign(new Error('away'), { retryable: true });
  };
  return { at, deliver };
}

test('while a receiver is away one at a time tries; when it is back all go on', async () => {
  const breaker = new CircuitBreaker(clock);
  const { at, deliver } = receiver();
  const all = (count: number) => Promise.allSettled(Array.from({ length: count }, () => breaker.pass(deliver, signal)));
  await all(8);
  expect(at.most).toBe(8);
  at.most = 0;
  await all(8);
  expect(at.most).toBe(1);
  at.isAway = false;
  await breaker.pass(deliver, signal);
  at.most = 0;
  await all(8);
  expect(at.most).toBe(8);
});

test('an event at fault is no receiver that is away; waiting ends with a stop', async () => {
  const breaker = new CircuitBreaker(clock);
  const { at, deliver } = receiver();
  for (let time = 0; time < 4; time++) await breaker.pass(deliver, signal).catch(() => undefined);
  await breaker.pass(() => Promise.reject(new Error('not wanted')), signal).catch(() => undefined);
  await breaker.pass(deliver, signal).catch(() => undefined);
  at.most = 0;
  await Promise.allSettled([breaker.pass(deliver, signal), breaker.pass(deliver, signal)]);
  expect(at.most).toBe(2);
  for (let time = 0; time < 5; time++) await breaker.pass(deliver, signal).catch(() => undefined);
  const stop = new AbortController();
  const hanging = breaker.pass(() => sleep(300), signal);
  const waiting = breaker.pass(deliver, stop.signal);
  stop.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow();
  await hanging;
});
