import { randomUUID } from 'node:crypto';
import type { StixObject } from '../stix/object.ts';
import { type Content, containing, isContainer, linking, wrapping } from './import-context.ts';
import type { Import, ImportFilePorts } from './import-file.ts';
import type { ImportObjects } from './import-objects.ts';
import type { ImportPlan } from './import-plan.ts';
import type { ImportReport } from './import-report.ts';
import { batches, bundleText, ImportSending } from './import-sending.ts';
import { persistently } from './persistently.ts';

interface Planned {
  readonly objects: ImportObjects;
  readonly plan: ImportPlan;
  readonly report: ImportReport;
  /** When the content changed last, as it says itself. */
  readonly latest: string | undefined;
}

/** Links of one sending. */
const LINKS = 500;
/** A larger file is not attached to the report that holds its objects. */
const ATTACHED_BYTES = 10_000_000;

/** The second pass: objects go to the queue, into a draft, or into a workbench. */
export class ImportDelivery {
  uncertain = false;
  readonly #work: Import;
  readonly #ports: ImportFilePorts;
  readonly #planned: Planned;
  readonly #content: Content;

  constructor(work: Import, ports: ImportFilePorts, planned: Planned) {
    this.#work = work;
    this.#ports = ports;
    this.#planned = planned;
    const companions = new Set(work.stamp.companions.map(({ id }) => id));
    this.#content = { objects: planned.objects, plan: planned.plan, companions };
  }

  /** @returns what became of the objects. @throws PlatformError, InputError */
  async deliver(): Promise<string> {
    if (this.#isEmpty()) return `Nothing of ${this.#work.asked.name} can be imported`;
    const { way } = this.#work.asked;
    if (way === 'workbench') return this.#offer();
    if (way === 'queue') return this.#send(this.#work.asked.draftId);
    const draftId = await this.#openDraft();
    const said = await this.#send(draftId);
    return `${said}, into the draft ${this.#work.asked.name} for validation`;
  }

  #isEmpty(): boolean {
    const { objects, plan, companions } = this.#content;
    for (const object of plan.sent()) if (!companions.has(objects.ids.text(objects.idOf(object)))) return false;
    return true;
  }

  /** The entity's own changes come when the workbench is imported: the platform then names it again. */
  async #offer(): Promise<string> {
    const { asked, signal, fileMarkings } = this.#work;
    const { objects, plan, report } = this.#planned;
    const name = asked.name.endsWith('.json') ? asked.name : `${asked.name}.json`;
    const id = `bundle--${randomUUID()}`;
    const file = {
      name,
      text: () => bundleText(id, batches(objects, plan)),
      markings: fileMarkings,
      ...(asked.entityId ? { entityId: asked.entityId } : {}),
    };
    await persistently(this.#ports, () => this.#ports.files.offer(file, { signal }), signal);
    for (const object of plan.sent()) report.sent(objects.ids.type(objects.idOf(object)));
    return `${report.counts} put into the workbench ${name} for validation`;
  }

  async #openDraft(): Promise<string> {
    const { asked, job, signal } = this.#work;
    const draft = {
      name: asked.name,
      workId: job.workId ?? '',
      ...(asked.entityId ? { entityId: asked.entityId } : {}),
    };
    return persistently(this.#ports, () => this.#ports.files.openDraft(draft, { signal }), signal);
  }

  async #send(draftId: string | undefined): Promise<string> {
    const { job, signal, progress } = this.#work;
    const { objects, plan, report } = this.#planned;
    const to = { workId: job.workId ?? '', draftId, applicantId: job.applicantId };
    const sending = new ImportSending(this.#ports, report, to);
    try {
      let sent = 0;
      for await (const batch of batches(objects, plan)) {
        await sending.send(batch, signal);
        sent += batch.length;
        await progress.tell(() => `${sent} of ${objects.size} objects sent`);
      }
      await this.#sendContext(sending);
    } finally {
      this.uncertain ||= sending.uncertain;
    }
    return `${report.counts} sent`;
  }

  /** What ties the objects to the entity that the file belongs to, or to a report of their own. */
  async #sendContext(sending: ImportSending): Promise<void> {
    const { entity, policy, signal, stamp } = this.#work;
    if (entity && isContainer(entity)) {
      for (const container of containing(await this.#own(entity), this.#content, policy)) {
        await sending.send([container], signal);
      }
    } else if (entity && policy.linkToEntity) {
      for (const links of blocks(linking(entity, this.#content), LINKS))
        await sending.send(links.map(stamp.apply), signal);
    } else if (!entity && policy.wrapInReport) await this.#wrap(sending);
  }

  /** The container as the file has it, when it has: what the platform holds is older. */
  async #own(container: StixObject): Promise<StixObject> {
    const { objects, plan } = this.#planned;
    const number = objects.ids.find(container.id);
    const object = number === undefined ? undefined : objects.objectOf(number);
    if (object === undefined) return container;
    const [own] = await objects.read([object]);
    return own ? plan.clean(object, own) : container;
  }

  async #wrap(sending: ImportSending): Promise<void> {
    const { asked, policy, signal, stamp } = this.#work;
    // The same file gives the same report each time, where its content says when it was made.
    const published = this.#planned.latest ?? this.#ports.clock.now().toISOString();
    const attached = await this.#attached();
    const report = { ...stamp.apply(wrapping(asked.name, published)), ...attached };
    for (const version of containing(report, this.#content, policy)) await sending.send([version], signal);
  }

  /** The file itself, as the platform takes it along with an object. */
  async #attached(): Promise<{ readonly x_opencti_files?: readonly object[] }> {
    const { asked, fileMarkings, signal } = this.#work;
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of await this.#ports.files.download(asked.fileId, { signal })) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes <= ATTACHED_BYTES) continue;
      this.#planned.report.say(
        `The file is not attached to its report: it has more than ${ATTACHED_BYTES / 1_000_000} MB`,
      );
      return {};
    }
    const data = Buffer.concat(chunks).toString('base64');
    const marked = fileMarkings.length > 0 ? { object_marking_refs: fileMarkings } : {};
    return {
      x_opencti_files: [{ name: asked.name, mime_type: asked.mediaType, data, no_trigger_import: true, ...marked }],
    };
  }
}

function* blocks<Item>(items: Iterable<Item>, size: number): Generator<Item[]> {
  let block: Item[] = [];
  for (const item of items) {
    block.push(item);
    if (block.length < size) continue;
    yield block;
    block = [];
  }
  if (block.length > 0) yield block;
}
