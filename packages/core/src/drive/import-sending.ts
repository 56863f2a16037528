import type { Metrics } from '../ports/metrics.ts';
import type { QueuePort } from '../ports/queue.ts';
import type { StixObject } from '../stix/object.ts';
import type { ImportObjects } from './import-objects.ts';
import type { ImportPlan } from './import-plan.ts';
import type { ImportReport } from './import-report.ts';

/** Objects of one sending, and about how many bytes of text it may have: all of them are in memory. */
const BATCH = 500;
const BATCH_BYTES = 4_000_000;

/** The objects of a plan as they are sent, in batches that fit into memory. */
export async function* batches(objects: ImportObjects, plan: ImportPlan): AsyncGenerator<StixObject[]> {
  let batch: number[] = [];
  let bytes = 0;
  const read = async () => {
    const whole = await objects.read(batch);
    const clean = whole.map((value, index) => plan.clean(batch[index] ?? 0, value));
    batch = [];
    bytes = 0;
    return clean;
  };
  for (const object of plan.sent()) {
    const size = objects.bytesOf(object);
    if (batch.length > 0 && bytes + size > BATCH_BYTES) yield await read();
    batch.push(object);
    bytes += size;
    if (batch.length === BATCH) yield await read();
  }
  if (batch.length > 0) yield await read();
}

/** Text of a bundle with these objects, a batch at a time. */
export async function* bundleText(id: string, parts: AsyncIterable<readonly StixObject[]>): AsyncGenerator<string> {
  yield `{"type":"bundle","id":"${id}","objects":[`;
  let first = true;
  for await (const objects of parts) {
    if (objects.length === 0) continue;
    yield `${first ? '' : ','}${objects.map((object) => JSON.stringify(object)).join(',')}`;
    first = false;
  }
  yield ']}';
}

/** Where and for whom things are sent. */
export interface SendingTo {
  readonly workId: string;
  readonly draftId: string | undefined;
  readonly applicantId: string | undefined;
}

/** Sends batches under the work of a job. */
export class ImportSending {
  uncertain = false;
  readonly #queue: QueuePort;
  readonly #metrics: Metrics;
  readonly #report: ImportReport;
  readonly #to: SendingTo;

  constructor(ports: { queue: QueuePort; metrics: Metrics }, report: ImportReport, to: SendingTo) {
    this.#queue = ports.queue;
    this.#metrics = ports.metrics;
    this.#report = report;
    this.#to = to;
  }

  /** @throws PlatformError; the unsent rest has been reported to the work. */
  async send(objects: readonly StixObject[], signal: AbortSignal): Promise<void> {
    if (objects.length === 0) return;
    const { workId, draftId, applicantId } = this.#to;
    this.#metrics.recordsSent(objects.length);
    const { parts, refused, uncertain } = await this.#queue.send(objects, {
      workId,
      multiPart: false,
      signal,
      ...(draftId ? { draftId } : {}),
      ...(applicantId ? { applicantId } : {}),
    });
    this.#metrics.bundlesSent(parts);
    this.uncertain ||= uncertain === true;
    const unsent = new Set(refused.map(({ id }) => id));
    for (const { id, reason } of refused) this.#report.refuse({ id, path: '$', reason });
    for (const { id, type } of objects) if (!unsent.has(id)) this.#report.sent(type);
  }
}
