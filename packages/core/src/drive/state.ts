import type { Log } from '../define/context.ts';

/** Key of the state that belongs to core: when the last complete run started, ISO 8601. */
const CORE_KEY = 'opencti_connectors';

type StateObject = Readonly<Record<string, unknown>>;

/**
 * The state of a connector: one small JSON object that the platform keeps as text.
 * `text` is what the next ping sends; it only ever holds what stands for accepted data.
 */
export class StateStore {
  #value: StateObject = {};
  #storedText: string | null = null;
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Text for the next ping; `"null"`, as the reference client sends it, when there is no state. */
  get text(): string {
    return Object.keys(this.#value).length === 0 ? 'null' : JSON.stringify(this.#value);
  }

  /** What the platform held when this process last read or wrote it. */
  get storedText(): string | null {
    return this.#storedText;
  }

  /** The connector's own part of the state. */
  get value(): StateObject {
    const { [CORE_KEY]: _core, ...own } = this.#value;
    return own;
  }

  /** Start of the last complete run; also read from the official connectors' `last_run` (Unix seconds). */
  get lastStart(): Date | undefined {
    const core = this.#value[CORE_KEY];
    if (isObject(core) && typeof core.last_start === 'string') return validDate(core.last_start);
    const lastRun = this.#value.last_run;
    return typeof lastRun === 'number' ? validDate(lastRun * 1000) : undefined;
  }

  /** Takes over a stored state. One that is not a JSON object counts as none, with a warning. */
  load(text: string | null): void {
    this.#storedText = text;
    this.#value = this.#parse(text);
  }

  /** The platform holds this text now. */
  stored(text: string | null): void {
    this.#storedText = text;
  }

  /** Forgets everything: somebody reset the connector. */
  reset(): void {
    this.#value = {};
    this.#storedText = null;
  }

  /** Merges accepted changes of the connector. */
  merge(change: StateObject): void {
    this.#value = { ...this.#value, ...change };
  }

  /** Remembers a complete run by its start. */
  ranAt(start: Date): void {
    const { last_run: _official, ...rest } = this.#value;
    this.#value = { ...rest, [CORE_KEY]: { last_start: start.toISOString() } };
  }

  #parse(text: string | null): StateObject {
    if (text === null || text === '' || text === 'null') return {};
    try {
      const parsed: unknown = JSON.parse(text);
      if (isObject(parsed)) return parsed;
    } catch {
      // Falls through to the warning: text that is not JSON and JSON that is not an object mean the same here.
    }
    this.#log.warn('stored state is not a JSON object: this counts as a first run', { state_length: text.length });
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function validDate(value: string | number): Date | undefined {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
