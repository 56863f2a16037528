import { type Log, type LogFields, SourceError, type SourceHttp } from '@opencti-connectors/core';
import type { Clock, Metrics, Readiness } from '@opencti-connectors/core/ports';

/** One line that was logged. */
export interface LoggedLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

/** A log that keeps its lines. */
export function fakeLog(lines: LoggedLine[] = [], bound: LogFields = {}): Log & { readonly lines: LoggedLine[] } {
  const write =
    (level: LoggedLine['level']) =>
    (message: string, fields: LogFields = {}) => {
      lines.push({ level, message, fields: { ...bound, ...fields } });
    };
  return {
    lines,
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    with: (fields) => fakeLog(lines, { ...bound, ...fields }),
  };
}

/** A clock that stands still until somebody sleeps: sleeping moves it on at once. */
export class FakeClock implements Clock {
  #now: number;

  constructor(start = '2026-01-01T00:00:00.000Z') {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#now += ms;
  }
}

/** Metrics that count by name. */
export function fakeMetrics(): Metrics & { readonly counts: Map<string, number> } {
  const counts = new Map<string, number>();
  const add = (name: string, amount = 1) => counts.set(name, (counts.get(name) ?? 0) + amount);
  return {
    counts,
    bundlesSent: (parts) => void add('bundlesSent', parts),
    recordsSent: (objects) => void add('recordsSent', objects),
    runStarted: () => void add('runStarted'),
    ping: (succeeded) => void add(succeeded ? 'ping' : 'pingFailed'),
    failed: () => void add('failed'),
    clientFailed: () => void add('clientFailed'),
    state: () => undefined,
  };
}

/** Readiness that keeps its last reason. */
export function fakeReadiness(): Readiness & { reason: string | undefined } {
  return {
    reason: 'starting',
    ready() {
      this.reason = undefined;
    },
    notReady(why) {
      this.reason = why;
    },
  };
}

/** Any attempt to reach the network throws. */
export const noNetwork: SourceHttp = {
  json: async (url) => refuse(url),
  text: async (url) => refuse(url),
  bytes: async (url) => refuse(url),
};

function refuse(url: URL | string): never {
  throw new SourceError(`A test tried to reach ${new URL(url).origin}: give it answers to replay`);
}
