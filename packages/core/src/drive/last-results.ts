import { createHash } from 'node:crypto';
import type { StixObject } from '../stix/object.ts';

/** How long a result is remembered, milliseconds. */
const REMEMBERED_MS = 3_600_000;
const REMEMBERED_ENTITIES = 10_000;
/** What the platform writes by itself: it changes with each update, whatever was found. */
const VOLATILE = new Set(['modified', 'updated_at', 'modified_at', 'refreshed_at']);

/** A text that is the same as long as the same was found. */
export function fingerprint(objects: readonly StixObject[]): string {
  const text = JSON.stringify(objects, (key, value: unknown) => (VOLATILE.has(key) ? undefined : value));
  return createHash('sha256').update(text).digest('hex');
}

/** The last result of each entity, for an hour: what was sent already is not sent again (decision 20). */
export class LastResults {
  readonly #last = new Map<string, { readonly print: string; readonly at: number }>();

  isLast(id: string, print: string, now: Date): boolean {
    const last = this.#last.get(id);
    return last?.print === print && now.getTime() - last.at < REMEMBERED_MS;
  }

  remember(id: string, print: string, now: Date): void {
    this.#last.delete(id);
    this.#last.set(id, { print, at: now.getTime() });
    const [oldest] = this.#last.keys();
    if (this.#last.size > REMEMBERED_ENTITIES && oldest) this.#last.delete(oldest);
  }
}
