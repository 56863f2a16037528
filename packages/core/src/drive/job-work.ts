import { PlatformError } from '../errors.ts';
import { persistently } from './persistently.ts';
import type { SessionPorts } from './session.ts';

const RECEIVED = 'Connector ready to process the operation';

/** The work of one job, told to the platform however long that takes. Playbooks have none: then nothing is told. */
export class JobWork {
  readonly #ports: SessionPorts;
  readonly #id: string | undefined;
  /** Parts that an earlier process announced for this work. */
  #announcedBefore = 0;

  constructor(ports: SessionPorts, id: string | undefined) {
    this.#ports = ports;
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

  /** True when an earlier process announced parts that it may never have sent. */
  get announcedBefore(): boolean {
    return this.#announcedBefore > 0;
  }

  async #tell<Result>(call: (id: string) => Promise<Result>, signal: AbortSignal): Promise<Result | undefined> {
    const id = this.#id;
    return id === undefined ? undefined : persistently(this.#ports, () => call(id), signal);
  }
}
