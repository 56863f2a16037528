/** What the drivers count. The names exposed are the reference client's (reference-client.md section 12). */
export interface Metrics {
  /** Parts accepted by the platform. */
  bundlesSent(parts: number): void;
  /** Objects handed to the bundle by the connector. */
  recordsSent(objects: number): void;
  runStarted(): void;
  ping(succeeded: boolean): void;
  /** A run or job that ended in error. */
  failed(): void;
  /** A call to the source that failed. */
  clientFailed(): void;
  state(state: 'idle' | 'running' | 'stopped'): void;
}
