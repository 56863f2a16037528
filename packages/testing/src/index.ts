/** Runs a connector with no network and no platform: the driver of core over ports in memory. */
export { FakeClock, fakeLog, fakeMetrics, fakeReadiness, type LoggedLine, noNetwork } from './fakes/outside.ts';
export { FakePlatform, type FakeWork } from './fakes/platform.ts';
export { FakeQueue } from './fakes/queue.ts';
export { localHttp } from './local-http.ts';
export { type Harness, type HarnessOptions, harness, type RunResult, runOnce } from './run-once.ts';
