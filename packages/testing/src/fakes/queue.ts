import type { QueuePort, QueueReceipt, SendOptions } from '@opencti-connectors/core/ports';
import type { StixObject } from '@opencti-connectors/core/stix';

/** A queue in memory: everything sent is accepted, unless a test says otherwise. */
export class FakeQueue implements QueuePort {
  readonly sent: { readonly objects: readonly StixObject[]; readonly options: SendOptions }[] = [];
  /** Thrown at the next sending. */
  nextError: Error | undefined;
  /** Called when a sending begins, for a test that stops a run there. */
  onSend: (() => void) | undefined;

  /** Every object sent so far. */
  get objects(): StixObject[] {
    return this.sent.flatMap(({ objects }) => [...objects]);
  }

  async send(objects: readonly StixObject[], options: SendOptions): Promise<QueueReceipt> {
    const error = this.nextError;
    this.nextError = undefined;
    this.onSend?.();
    options.signal?.throwIfAborted();
    if (error) throw error;
    this.sent.push({ objects: inOrder(objects), options });
    return { parts: objects.length, refused: [] };
  }

  async waiting(): Promise<number> {
    return 0;
  }

  async close(): Promise<void> {}
}

/** Dependencies first, as far as a test needs it: relationships and containers after all others. */
function inOrder(objects: readonly StixObject[]): StixObject[] {
  const refers = (object: StixObject) => object.type === 'relationship' || Array.isArray(object.object_refs);
  return [...objects.filter((object) => !refers(object)), ...objects.filter(refers)];
}
