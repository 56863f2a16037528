import { PlatformError } from '@opencti-connectors/core';
import { expect, test } from 'vitest';
import { FakeClock, fakeLog, fakeMetrics, fakeReadiness } from './fakes/outside.ts';
import { FakePlatform } from './fakes/platform.ts';
import { sessionOf } from './session.ts';

/** A platform that refuses so many registrations. */
function refusing(times: number, retryable: boolean) {
  const platform = new FakePlatform();
  const register = platform.register.bind(platform);
  let calls = 0;
  platform.register = async (...given) => {
    calls += 1;
    if (calls <= times) throw new PlatformError('overloaded', { code: 'DATABASE_ERROR', retryable });
    return register(...given);
  };
  const ports = {
    platform,
    clock: new FakeClock(),
    log: fakeLog(),
    metrics: fakeMetrics(),
    readiness: fakeReadiness(),
  };
  const kind = 'EXTERNAL_IMPORT' as const;
  const session = sessionOf(ports, { id: '00000000-0000-4000-8000-000000000001', name: 'Once', kind, scope: [] });
  const outcome = () => session.register({ once: true, signal: new AbortController().signal });
  return { outcome, calls: () => calls };
}

test('a process that runs once bears refusals that pass', async () => {
  const { outcome, calls } = refusing(5, true);
  await expect(outcome()).resolves.toMatchObject({ connectorId: expect.any(String) });
  expect(calls()).toBe(6);
});

test('it gives up after eight, and at once where trying again cannot help', async () => {
  const [down, refused] = [refusing(100, true), refusing(100, false)];
  await expect(down.outcome()).rejects.toThrow('overloaded');
  await expect(refused.outcome()).rejects.toThrow('overloaded');
  expect([down.calls(), refused.calls()]).toEqual([8, 1]);
});
