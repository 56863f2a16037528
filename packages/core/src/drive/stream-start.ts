import type { StateStore } from './state.ts';
import { BEGINNING } from './stream-position.ts';

/** The official variables of a live stream (`CONNECTOR_LIVE_STREAM_*`). */
export interface StreamSettings {
  readonly streamId: string;
  readonly listenDelete: boolean;
  readonly noDependencies: boolean;
  readonly withInferences: boolean;
  /** Milliseconds since 1970 that a first run starts from; undefined where nothing is set. */
  readonly startTimestamp: number | undefined;
  /** ISO date up to which a first run lists what is there; `false` for no such list; undefined where nothing is set. */
  readonly recoverIsoDate: string | false | undefined;
}

/** Where reading begins. */
export interface StreamStart {
  /** Event id; undefined follows from now on. */
  readonly start: string | undefined;
  /** ISO date; `now` when it is the platform's own time that counts. */
  readonly recover: string | 'now' | undefined;
  /** True when this was stored by an earlier run: what is missing after it is a gap. */
  readonly stored: boolean;
}

/**
 * Where a first run starts: from now on, unless the official variables name a time or a recovery; then as the official
 * connectors do (reference-client.md section 4).
 */
export function firstStart({ startTimestamp, recoverIsoDate }: StreamSettings): StreamStart {
  if (startTimestamp === undefined && recoverIsoDate === undefined) {
    return { start: undefined, recover: undefined, stored: false };
  }
  const start = startTimestamp === undefined || startTimestamp === 0 ? BEGINNING : `${startTimestamp}-0`;
  const recover = recoverIsoDate === false ? undefined : (recoverIsoDate ?? 'now');
  return { start, recover, stored: false };
}

/** The position of an earlier run, also under the names of the official connectors, old ones included. */
export function storedStart({ value }: StateStore): StreamStart | undefined {
  const start = value.start_from ?? value.connectorLastEventId;
  const recover = value.recover_until ?? value.connectorStartTime;
  if (typeof start !== 'string' || !/^\d+(-\d+)?$/.test(start)) return undefined;
  const valid = typeof recover === 'string' && !Number.isNaN(Date.parse(recover));
  return { start: start.includes('-') ? start : `${start}-0`, recover: valid ? recover : undefined, stored: true };
}
