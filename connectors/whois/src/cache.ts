import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Raised when the shape of what is kept changes: older files are then not read. */
const VERSION = 1;
const MOST_KEPT = 10_000;

interface Kept<Value> {
  readonly value: Value;
  /** Until when it is fresh, milliseconds. */
  readonly until: number;
}

/** Values by key for a time: in memory, and in a folder where one is given, so that a restart finds them again. */
export class Cache<Value> {
  readonly #kept = new Map<string, Kept<Value>>();
  readonly #folder: string | undefined;

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** A value as long as it is fresh. */
  fresh(key: string, now: Date): Value | undefined {
    const kept = this.#kept.get(key) ?? this.#read(key);
    return kept && kept.until > now.getTime() ? kept.value : undefined;
  }

  /** A value however old it is. */
  stale(key: string): Value | undefined {
    return (this.#kept.get(key) ?? this.#read(key))?.value;
  }

  /** A folder that cannot be written to costs nothing but the memory over a restart. */
  keep(key: string, value: Value, ttlMs: number, now: Date): void {
    const kept = { value, until: now.getTime() + ttlMs };
    this.#remember(key, kept);
    if (!this.#folder) return;
    const path = this.#path(this.#folder, key);
    const part = `${path}.${randomUUID()}`;
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(part, JSON.stringify(kept));
      renameSync(part, path);
    } catch {
      // The value is in memory.
    }
  }

  #remember(key: string, kept: Kept<Value>): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }

  #read(key: string): Kept<Value> | undefined {
    if (!this.#folder) return undefined;
    try {
      const kept = JSON.parse(readFileSync(this.#path(this.#folder, key), 'utf8')) as Kept<Value>;
      this.#remember(key, kept);
      return kept;
    } catch {
      return undefined;
    }
  }

  #path(folder: string, key: string): string {
    return join(folder, `${createHash('sha256').update(`${VERSION} ${key}`).digest('hex')}.json`);
  }
}
