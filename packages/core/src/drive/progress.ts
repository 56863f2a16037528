import type { SessionPorts } from './session.ts';

/** Between two words about the progress, milliseconds. */
const EVERY_MS = 30_000;

/** Tells in the work and the log how far a job is, every now and then. */
export class Progress {
  readonly #ports: Pick<SessionPorts, 'clock' | 'log' | 'platform'>;
  readonly #workId: string | undefined;
  #last: number;

  constructor(ports: Pick<SessionPorts, 'clock' | 'log' | 'platform'>, workId: string | undefined) {
    this.#ports = ports;
    this.#workId = workId;
    this.#last = ports.clock.now().getTime();
  }

  /** Never throws: a word that gets lost costs nothing. */
  async tell(message: () => string): Promise<void> {
    const { clock, log, platform } = this.#ports;
    const now = clock.now().getTime();
    if (now - this.#last < EVERY_MS) return;
    this.#last = now;
    const said = message();
    log.info('import goes on', { progress: said });
    if (!this.#workId) return;
    await platform
      .received(this.#workId, said, { attempts: 1 })
      .catch((error: unknown) => log.warn('progress could not be told', { error }));
  }
}
