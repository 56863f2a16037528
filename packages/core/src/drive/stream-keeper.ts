import type { Session } from './session.ts';
import { storedStart } from './stream-start.ts';

/** Keeps the position in the connector's state, under the official names, and notices who else writes it. */
export class PositionKeeper {
  readonly #session: Session;
  /** What this process stored last, or found at its start. */
  #written: unknown;

  constructor(session: Session) {
    this.#session = session;
    this.adopt();
  }

  /** Takes what is stored now as known. */
  adopt(): ReturnType<typeof storedStart> {
    this.#written = this.#session.state.value.start_from;
    return storedStart(this.#session.state);
  }

  /** The position as the platform has it, as far as this process knows. */
  get stored(): unknown {
    return this.#session.state.value.start_from;
  }

  /** @returns `foreign` when another process stored a position, `reset` when somebody reset the state; then nothing is stored. */
  async save(
    position: string,
    recover: string | undefined,
    signal?: AbortSignal,
  ): Promise<'same' | 'reset' | 'foreign'> {
    // The heartbeat of the session may have met the other state first.
    if (this.stored !== this.#written) return this.stored === undefined ? 'reset' : 'foreign';
    this.#session.state.merge({ start_from: position, recover_until: recover ?? false });
    this.#written = position;
    const found = await this.#session.ping(signal, 1);
    return found;
  }
}
