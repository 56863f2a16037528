import { PlatformError } from '../errors.ts';
import { persistently } from './persistently.ts';
import type { SessionPorts } from './session.ts';
import { settleWork } from './settle-work.ts';

const RECEIVED = 'Connector ready to process the operation';

/** The work of one job, told to the platform however long that takes. Playbooks have none: then nothing is told. */
export class JobWork {
  readonly #ports: SessionPorts;
  readonly #connectorId: string;
  readonly #id: string | undefined;
  /** Parts that an earlier process announced for this work. */
  #announcedBefore = 0;

  constructor(ports: SessionPorts, connectorId: string, id: string | undefined) {
    this.#ports = ports;
    this.#connectorId = connectorId;
    this.#id = id;
  }

  /** True for a message that comes again although its job had ended: the process was killed before it said so. */
  async hasEnded(signal: AbortSignal): Promise<boolean> {
    const progress = await this.#tell((id) => this.#ports.platform.workProgress(id, { signal }), signal);
    this.#announcedBefore = progress?.expected ?? 0;
    return progress?.status === 'complete';
  }

  async received(signal: AbortSignal): Promise<void> {
    await this.#tell((id) => this.#ports.platform.received(id, RECEIVED, { signal }), signal);
  }

  /** Ends the work. A platform that does not know it any more cannot be told: that is logged. */
  async end(message: string, inError: boolean, signal: AbortSignal): Promise<void> {
    try {
      await this.#tell((id) => this.#ports.platform.processed(id, message, inError, { signal }), signal);
    } catch (error) {
      if (signal.aborted || !PlatformError.isInstance(error)) throw error;
      this.#ports.log.error('work could not be ended', { error, work_id: this.#id });
    }
  }

  /** Makes good for parts that an earlier process announced and never sent, or that were announced twice. */
  async settle(uncertain: boolean, signal: AbortSignal): Promise<void> {
    if (this.#announcedBefore === 0 && !uncertain) return;
    try {
      const settle = (id: string) => settleWork(this.#ports, this.#connectorId, id, signal);
      const missing = await this.#tell(settle, signal);
      if (missing)
        this.#ports.log.warn('announced parts of an earlier process settled', { work_id: this.#id, missing });
    } catch (error) {
      this.#ports.log.warn('counters of the work could not be settled', { error, work_id: this.#id });
    }
  }

  async #tell<Result>(call: (id: string) => Promise<Result>, signal: AbortSignal): Promise<Result | undefined> {
    const id = this.#id;
    return id === undefined ? undefined : persistently(this.#ports, () => call(id), signal);
  }
}
