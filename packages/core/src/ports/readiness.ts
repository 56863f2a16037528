/** Whether the process can do its work now; `/ready` answers from it. */
export interface Readiness {
  /** Says so in one log line per change. */
  ready(): void;
  /** Not ready, for a reason a person can read; the same reason is logged once. */
  notReady(reason: string): void;
}
