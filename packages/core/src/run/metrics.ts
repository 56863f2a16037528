import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Metrics } from '../ports/metrics.ts';
import type { StreamMetrics } from '../ports/stream.ts';

/** Prefixes of the metric names: `[namespace_][subsystem_]name`, as the reference client builds them. */
export interface MetricNames {
  readonly namespace?: string;
  readonly subsystem?: string;
}

const STATES = ['idle', 'running', 'stopped'] as const;

/** Counters under the reference client's names (reference-client.md section 12), and the text `/metrics` gives. */
export function createMetrics({ namespace = '', subsystem = '' }: MetricNames): {
  metrics: Metrics;
  /** Counts of a consumer of a live stream; exposed once somebody asks for them. */
  stream: () => StreamMetrics;
  text: () => Promise<string>;
  contentType: string;
} {
  const registry = new Registry();
  const prefix = [namespace, subsystem].filter(Boolean).join('_');
  const named = (name: string) => (prefix ? `${prefix}_${name}` : name);
  const counter = (name: string, help: string) => new Counter({ name: named(name), help, registers: [registry] });
  const bundles = counter('bundles_sent_total', 'Parts accepted by the platform');
  const records = counter('records_sent_total', 'Objects handed over by the connector');
  const runs = counter('runs_total', 'Runs started');
  const pings = counter('ping_api_total', 'Pings answered by the platform');
  const pingErrors = counter('ping_api_errors_total', 'Pings that failed');
  const errors = counter('errors_total', 'Runs and jobs that ended in error');
  const clientErrors = counter('client_errors_total', 'Calls to the source that failed');
  const stateName = named('state');
  const state = new Gauge({
    name: stateName,
    help: 'State of the connector',
    labelNames: [stateName],
    registers: [registry],
  });
  collectDefaultMetrics({ register: registry });
  const metrics: Metrics = {
    bundlesSent: (parts) => bundles.inc(parts),
    recordsSent: (objects) => records.inc(objects),
    runStarted: () => runs.inc(),
    ping: (succeeded) => (succeeded ? pings : pingErrors).inc(),
    failed: () => errors.inc(),
    clientFailed: () => clientErrors.inc(),
    state: (current) => {
      for (const name of STATES) state.set({ [stateName]: name }, name === current ? 1 : 0);
    },
  };
  metrics.state('idle');
  const gauge = (name: string, help: string) => new Gauge({ name: named(name), help, registers: [registry] });
  const stream = (): StreamMetrics => {
    const read = counter('stream_events_read_total', 'Events read from the live stream');
    const filtered = counter('stream_events_filtered_total', 'Events that the filters left out');
    const delivered = counter('stream_events_delivered_total', 'Events accepted by the receiver');
    const retried = counter('stream_retries_total', 'Batches that were tried again');
    const dead = counter('stream_dead_letters_total', 'Events refused for good and kept');
    const pending = gauge('stream_events_pending', 'Events that wait or are under way');
    const spooled = gauge('stream_spooled_bytes', 'Bytes of events that wait on disk');
    const lag = gauge('stream_lag_seconds', 'Age of the newest position that everything is delivered up to');
    return {
      read: (events) => read.inc(events),
      filtered: (events) => filtered.inc(events),
      delivered: (events) => delivered.inc(events),
      retried: () => retried.inc(),
      deadLettered: (events) => dead.inc(events),
      pending: (events) => pending.set(events),
      spooled: (bytes) => spooled.set(bytes),
      lag: (seconds) => lag.set(seconds),
    };
  };
  return { metrics, stream, text: () => registry.metrics(), contentType: registry.contentType };
}
