import { randomUUID } from 'node:crypto';
import { splitBundle } from '../bundle/split.ts';
import type { Log } from '../define/context.ts';
import type { QueuePort, QueueReceipt } from '../ports/queue.ts';
import type { StixObject } from '../stix/object.ts';

/** The queue of `--dry`: splits as the others do, sends nothing, says what would have been sent. */
export class DryQueue implements QueuePort {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  async send(objects: readonly StixObject[]): Promise<QueueReceipt> {
    const { parts, incompatible } = splitBundle({ type: 'bundle', id: `bundle--${randomUUID()}`, objects });
    this.#log.info('dry run: nothing is sent', { parts: parts.length, by_type: countTypes(objects) });
    return { parts: parts.length, refused: incompatible };
  }

  async waiting(): Promise<number> {
    return 0;
  }

  async close(): Promise<void> {}
}

function countTypes(objects: readonly StixObject[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of objects) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
