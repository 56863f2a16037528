import type { Log } from '../define/context.ts';
import { PlatformError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { CallOptions, ConnectorInfo, PlatformPort, RegisterInput, Registration } from '../ports/platform.ts';
import type { Readiness } from '../ports/readiness.ts';
import { StateStore } from './state.ts';

/** Seconds between two pings; the platform shows a connector as inactive after five minutes without one. */
const HEARTBEAT_MS = 40_000;
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 30_000;
/** A process that runs once gives up after about ten seconds: whoever started it starts it again. */
const ONCE_TRIES = 8;
const ONCE_DELAY_MS = 3_000;

/** What the life of a connector on the platform needs from outside. */
export interface SessionPorts {
  readonly platform: PlatformPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
}

/** A connector's presence on the platform: registration, heartbeat, state and the info shown beside it. */
export class Session {
  readonly state: StateStore;
  /** Pings only look: another process writes the state. */
  passive = false;
  #registration: Registration | undefined;
  #info: ConnectorInfo;
  /** The ping under way: one at a time, or one would take the other's state for a stranger's. */
  #pinging: Promise<unknown> = Promise.resolve();
  /** State of the last ping whose answer may have been lost. */
  #sent: string | undefined;
  readonly #ports: SessionPorts;
  readonly #input: RegisterInput;

  constructor(ports: SessionPorts, input: RegisterInput, info: ConnectorInfo) {
    this.#ports = ports;
    this.#input = input;
    this.#info = info;
    this.state = new StateStore(ports.log);
  }

  get connectorId(): string {
    return this.#input.id;
  }

  /** What the platform answered at registration; undefined before it. */
  get registration(): Registration | undefined {
    return this.#registration;
  }

  /**
   * Registers, trying again until it succeeds: a platform that is down or refuses leaves the process up, not ready.
   * @throws PlatformError with `once`, after a few tries where trying again may help; AbortError when the signal is
   * aborted.
   */
  async register(options: { once: boolean; signal: AbortSignal }): Promise<Registration> {
    for (let attempt = 0; ; attempt++) {
      options.signal.throwIfAborted();
      try {
        const registration = await this.#ports.platform.register(this.#input, { signal: options.signal });
        this.#registration = registration;
        this.state.load(registration.state);
        this.#ports.log.info('connector registered', { connector_id: this.connectorId, user_id: registration.userId });
        this.#ports.readiness.ready();
        return registration;
      } catch (error) {
        if (options.signal.aborted || !PlatformError.isInstance(error)) throw error;
        if (options.once && (!error.retryable || attempt + 1 === ONCE_TRIES)) throw error;
        this.#ports.readiness.notReady(error.message);
        const delay = registrationDelayMs(attempt);
        await this.#ports.clock.sleep(options.once ? Math.min(delay, ONCE_DELAY_MS) : delay, options.signal);
      }
    }
  }

  /** Registers once more, so that the platform declares the connector's queues anew; the state stays. */
  async registerAgain(signal?: AbortSignal): Promise<void> {
    this.#registration = await this.#ports.platform.register(this.#input, signal ? { signal } : {});
    this.#ports.log.warn('connector registered again: its queue was gone', { connector_id: this.connectorId });
  }

  /** Changes what the platform shows about schedule and queue; sent with the next ping. */
  describe(change: Partial<ConnectorInfo>): void {
    this.#info = { ...this.#info, ...change };
  }

  /**
   * One ping with the accepted state. A state on the platform that is not the one this process knows is not
   * overwritten: an empty one means a reset, any other that a second process runs under the same id.
   * @returns `foreign` when another process wrote the state.
   */
  ping(signal?: AbortSignal, attempts?: number): Promise<'same' | 'reset' | 'foreign'> {
    const next = this.#pinging.then(() => this.#ping(signal, attempts));
    this.#pinging = next.catch(() => undefined);
    return next;
  }

  async #ping(signal?: AbortSignal, attempts?: number): Promise<'same' | 'reset' | 'foreign'> {
    const options = { ...(signal ? { signal } : {}), ...(attempts ? { attempts } : {}) };
    const found = await this.#compare(options);
    if (found === 'foreign' || this.passive) return found;
    const sent = this.state.text;
    this.#sent = sent;
    const answer = await this.#ports.platform.ping(this.connectorId, sent, this.#info, options);
    this.#ports.metrics.ping(true);
    if (isEmpty(answer.state) && !isEmpty(sent)) {
      this.state.reset();
      return 'reset';
    }
    this.state.stored(answer.state);
    return found;
  }

  /** Reads the stored state and compares it with what this process knows; adopts a reset or a foreign state. */
  async #compare(options: CallOptions): Promise<'same' | 'reset' | 'foreign'> {
    const stored = await this.#ports.platform.readState(this.connectorId, options).catch((error: unknown) => {
      if (PlatformError.isInstance(error) && error.code === 'FORBIDDEN_ACCESS') return this.state.storedText;
      throw error;
    });
    if (isEmpty(stored)) {
      if (isEmpty(this.state.storedText)) return 'same';
      this.state.reset();
      return 'reset';
    }
    if (stored === this.state.storedText || stored === this.#sent) return 'same';
    this.state.load(stored);
    return 'foreign';
  }

  /** Pings until the signal is aborted. Failures are counted and shown by readiness, never thrown. */
  async heartbeat(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#ports.clock.sleep(HEARTBEAT_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      await this.#beat(signal);
    }
  }

  async #beat(signal: AbortSignal): Promise<void> {
    try {
      // Said at once when the platform does not answer: the next beat tries again.
      const found = await this.ping(signal, 1);
      this.#ports.readiness.ready();
      if (found === 'reset') this.#ports.log.info('state was reset on the platform');
      if (found === 'foreign') this.#ports.log.warn('another process runs with this connector id');
    } catch (error) {
      if (signal.aborted) return;
      this.#ports.metrics.ping(false);
      this.#ports.readiness.notReady(error instanceof Error ? error.message : String(error));
    }
  }
}

function isEmpty(state: string | null): boolean {
  return state === null || state === '' || state === 'null' || state === '{}';
}

/** Full jitter, so that the connectors of one stack do not come back together. */
function registrationDelayMs(attempt: number): number {
  const ceiling = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** Math.min(attempt, 10));
  return ceiling / 2 + (Math.random() * ceiling) / 2;
}
