import type { Log } from '../define/context.ts';
import type { PlatformPort } from '../ports/platform.ts';
import type { WorkSettler } from './work-settler.ts';

/** How a work ended, in a sentence for the person who looks at it on the platform. */
export interface WorkEnd {
  readonly message: string;
  readonly inError: boolean;
}

/** One work of a run. It is opened when there is something to count or to say, and always ended. */
export class RunWork {
  #work: { readonly id: string; readonly multiPart: boolean } | undefined;
  readonly #platform: PlatformPort;
  readonly #connectorId: string;
  readonly #name: string;

  constructor(platform: PlatformPort, connectorId: string, name: string) {
    this.#platform = platform;
    this.#connectorId = connectorId;
    this.#name = name;
  }

  get id(): string | undefined {
    return this.#work?.id;
  }

  /** Opens the work at the first call, gives the same one afterwards. */
  async open(signal?: AbortSignal): Promise<{ readonly id: string; readonly multiPart: boolean }> {
    this.#work ??= await this.#platform.openWork(
      this.#connectorId,
      this.#name,
      { multiPart: true },
      signal ? { signal } : {},
    );
    return this.#work;
  }

  /** Ends the work; nothing happens when none was opened and the run went well. */
  async end({ message, inError }: WorkEnd): Promise<void> {
    if (!this.#work && !inError) return;
    const { id } = await this.open();
    await this.#platform.processed(id, message, inError);
  }
}

/** Ends in error the works that an earlier process of this connector left open, and settles those it had answered. */
export async function closeAbandonedWorks(
  ports: { platform: PlatformPort; log: Log },
  connectorId: string,
  settler: WorkSettler,
): Promise<number> {
  const open = await ports.platform.openWorks(connectorId);
  for (const work of open) {
    if (!work.answered) {
      await ports.platform.processed(work.id, 'The connector stopped before it had finished this work.', true);
      ports.log.warn('work of an earlier process closed in error', { work_id: work.id });
    }
    // It ends when its counters meet: what was announced and never sent is settled beside the next run.
    settler.add(work.id);
  }
  return open.length;
}
