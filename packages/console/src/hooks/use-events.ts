import { useEffect, useRef, useState } from 'preact/hooks';
import { follow, type StreamMessage } from '../platform/events.ts';

/** One change, as a row. */
export interface Change {
  readonly key: string;
  readonly at: string;
  readonly kind: string;
  readonly type: string;
  readonly message: string;
  /** Internal id of what changed. */
  readonly entityId: string | undefined;
  readonly isRelationship: boolean;
}

/** Rows that are kept. */
const KEPT = 300;
/** Between two drawings, milliseconds: an import sends thousands of changes in a second. */
const DRAW_MS = 250;
const AGAIN_MS = 2_000;
const KINDS = new Set(['create', 'update', 'delete', 'merge']);
const OPENCTI = 'extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba';

interface Body {
  readonly message?: string;
  readonly data?: {
    readonly type?: string;
    readonly extensions?: Readonly<Record<string, { readonly id?: string; readonly type?: string }>>;
  };
}

/** @returns undefined for heartbeats and other messages that are no change */
export function changeOf({ id, event, data }: StreamMessage, number: number): Change | undefined {
  if (!KINDS.has(event)) return undefined;
  const body = JSON.parse(data) as Body;
  const extension = body.data?.extensions?.[OPENCTI];
  return {
    key: `${id} ${number}`,
    at: new Date(Number.parseInt(id, 10)).toISOString(),
    kind: event,
    type: extension?.type ?? body.data?.type ?? '',
    message: body.message ?? '',
    entityId: extension?.id,
    isRelationship: body.data?.type === 'relationship' || body.data?.type === 'sighting',
  };
}

export interface EventsState {
  readonly changes: readonly Change[];
  /** Changes since the page was opened, those included that are no longer kept. */
  readonly total: number;
  readonly status: 'connecting' | 'live' | 'lost';
}

/** The newest changes of the platform, the newest first; while `isPaused` they are counted and kept, not shown. */
export function useEvents(isPaused: boolean): EventsState {
  const [state, setState] = useState<EventsState>({ changes: [], total: 0, status: 'connecting' });
  const paused = useRef(isPaused);
  paused.current = isPaused;
  useEffect(() => {
    const stop = new AbortController();
    const seen = new Seen();
    const draw = setInterval(() => setState((before) => seen.drawn(before, paused.current)), DRAW_MS);
    void keepFollowing(stop.signal, seen);
    return () => {
      stop.abort();
      clearInterval(draw);
    };
  }, []);
  return state;
}

/** What came of the stream so far. */
class Seen {
  #changes: readonly Change[] = [];
  #total = 0;
  status: EventsState['status'] = 'connecting';

  take(messages: readonly StreamMessage[]): void {
    this.status = 'live';
    const fresh = messages.flatMap((message, index) => changeOf(message, this.#total + index) ?? []);
    this.#total += fresh.length;
    if (fresh.length > 0) this.#changes = [...fresh.reverse(), ...this.#changes].slice(0, KEPT);
  }

  /** The same state again when nothing is new, so that nothing is drawn. */
  drawn(before: EventsState, isPaused: boolean): EventsState {
    const changes = isPaused ? before.changes : this.#changes;
    const isSame = changes === before.changes && this.#total === before.total && this.status === before.status;
    return isSame ? before : { changes, total: this.#total, status: this.status };
  }
}

async function keepFollowing(signal: AbortSignal, seen: Seen): Promise<void> {
  while (!signal.aborted) {
    await follow(signal, (messages) => seen.take(messages)).catch(() => undefined);
    seen.status = 'lost';
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}
