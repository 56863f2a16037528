import type { RefusedEvent, StreamEvent, StreamHandler } from '../define/stream.ts';
import type { DeadLetterPort, StreamMetrics } from '../ports/stream.ts';
import { describeFailure } from './failure.ts';
import type { SessionPorts } from './session.ts';
import { CircuitBreaker, isRetryable } from './stream-breaker.ts';

/** Between two tries of a batch, milliseconds: full jitter below a doubling ceiling. */
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 60_000;
/** Between two tries of an event that nobody takes and no folder can keep. */
const BLOCKED_MS = 60_000;
/** Longest wait that a receiver may ask for. */
const ASKED_MAX_MS = 3_600_000;

export interface DeliveryOptions {
  readonly handler: StreamHandler;
  readonly deadLetters: DeadLetterPort | undefined;
  /** Variable that names the folder of dead letters, for messages. */
  readonly dataDirVariable: string;
  readonly metrics: StreamMetrics;
}

/** Brings batches to the handler until they are accepted or refused for good. Nothing is dropped on the way. */
export class StreamDelivery {
  readonly #ports: Pick<SessionPorts, 'clock' | 'log' | 'readiness'>;
  readonly #options: DeliveryOptions;
  readonly #breaker: CircuitBreaker;

  /** `readiness` tells of the receiver. */
  constructor(ports: Pick<SessionPorts, 'clock' | 'log' | 'readiness'>, options: DeliveryOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#breaker = new CircuitBreaker(ports.clock);
  }

  /** Resolves when each event is accepted, or kept as a dead letter. @throws the signal's reason. */
  async deliver(events: readonly StreamEvent[], signal: AbortSignal): Promise<void> {
    const { handler, metrics } = this.#options;
    for (let tries = 1; ; tries++) {
      try {
        const refused = (await this.#breaker.pass(() => handler.deliver(events, signal), signal)) ?? [];
        if (tries > 1) this.#ports.readiness.ready();
        metrics.delivered(events.length - refused.length);
        if (refused.length > 0) await this.#bury(refused, signal);
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (!isRetryable(error)) return this.#isolate(events, error, signal);
        this.#ports.readiness.notReady(describeFailure(error));
        metrics.retried();
        await this.#ports.clock.sleep(delayMs(tries, error), signal);
      }
    }
  }

  /** Halves a refused batch until the event at fault is alone. The order of the others stays. */
  async #isolate(events: readonly StreamEvent[], error: unknown, signal: AbortSignal): Promise<void> {
    const [event] = events;
    if (!event) throw error;
    if (events.length === 1) {
      const refused = [{ event, reason: describeFailure(error) }];
      if (await this.#bury(refused, signal)) this.#options.handler.refused?.(refused);
      return;
    }
    const middle = Math.ceil(events.length / 2);
    await this.deliver(events.slice(0, middle), signal);
    await this.deliver(events.slice(middle), signal);
  }

  /** @returns false when there is no folder: then the events were delivered in the end. */
  async #bury(refused: readonly RefusedEvent[], signal: AbortSignal): Promise<boolean> {
    const { deadLetters, metrics } = this.#options;
    if (!deadLetters) {
      await this.#blocked(refused, signal);
      return false;
    }
    const at = this.#ports.clock.now().toISOString();
    const letters = refused.map(({ event, reason }) => ({
      id: event.id,
      type: event.type,
      reason,
      at,
      text: event.text,
    }));
    for (let tries = 1; ; tries++) {
      try {
        await deadLetters.put(letters);
        break;
      } catch (error) {
        this.#ports.readiness.notReady(`${this.#options.dataDirVariable}: ${describeFailure(error)}`);
        await this.#ports.clock.sleep(delayMs(tries, error), signal);
      }
    }
    for (const { event, reason } of refused) {
      this.#ports.log.warn('event refused, kept as a dead letter', {
        event_id: event.id,
        stix_id: event.data.id,
        reason,
      });
    }
    metrics.deadLettered(refused.length);
    return true;
  }

  /** Without a folder, dropping would be losing: delivery stands still, and says what would help. */
  async #blocked(refused: readonly RefusedEvent[], signal: AbortSignal): Promise<void> {
    const [first] = refused;
    if (!first) return;
    const { event, reason } = first;
    const advice = `set ${this.#options.dataDirVariable} to a folder that keeps such events, or make the receiver take it`;
    this.#ports.readiness.notReady(`the receiver refuses event ${event.id} (${event.data.id}): ${reason}; ${advice}`);
    await this.#ports.clock.sleep(BLOCKED_MS, signal);
    for (const one of refused) await this.deliver([one.event], signal);
    this.#ports.readiness.ready();
  }
}

function delayMs(tries: number, error: unknown): number {
  const asked = (error as { retryAfterMs?: number }).retryAfterMs;
  if (asked !== undefined) return Math.min(ASKED_MAX_MS, asked);
  const ceiling = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** Math.min(tries - 1, 16));
  return ceiling / 2 + (Math.random() * ceiling) / 2;
}
