import { createHash } from 'node:crypto';
import type { EnrichmentContext, InternalEnrichment } from '../define/internal-enrichment.ts';
import type { SourceHttp } from '../http/source-http.ts';
import type { QueuePort } from '../ports/queue.ts';
import type { StixObject } from '../stix/object.ts';
import { organization } from '../stix/organization.ts';
import { tlpId, tlpMarking } from '../stix/tlp.ts';
import { type Entity, readEntity, tlpAbove } from './entity.ts';
import { withGrants } from './grants.ts';
import type { Job } from './job.ts';
import type { JobResult } from './jobs.ts';
import { RunBundle } from './run-bundle.ts';
import type { Session, SessionPorts } from './session.ts';

/** What an enrichment needs from outside. */
export interface EnrichmentPorts extends SessionPorts {
  readonly queue: QueuePort;
  readonly http: SourceHttp;
}

/** How long the last result of an entity is remembered, milliseconds. */
const REMEMBERED_MS = 3_600_000;
const REMEMBERED_ENTITIES = 10_000;

interface LastResult {
  readonly hash: string;
  readonly at: number;
}

/** Does one enrichment job: reads the entity, checks that it may be looked up, sends what was found in one bundle. */
export class EnrichmentDriver {
  readonly #definition: InternalEnrichment;
  readonly #config: Readonly<Record<string, unknown>>;
  readonly #scope: ReadonlySet<string>;
  readonly #session: Session;
  readonly #ports: EnrichmentPorts;
  readonly #last = new Map<string, LastResult>();

  /** `scope` is the one of the settings. */
  constructor(
    definition: InternalEnrichment,
    config: Readonly<Record<string, unknown>>,
    scope: readonly string[],
    session: Session,
    ports: EnrichmentPorts,
  ) {
    this.#definition = definition;
    this.#config = config;
    this.#scope = new Set(scope.map((type) => type.toLowerCase()));
    this.#session = session;
    this.#ports = ports;
  }

  /** How the job ended. @throws InputError for a job without entity; what the handler throws. */
  async handle(job: Job, signal: AbortSignal): Promise<JobResult> {
    const startedAt = this.#ports.clock.now();
    const entity = readEntity(job);
    const reason = this.#whyNot(entity, job);
    if (reason) {
      if (job.playbook) await this.#answerPlaybook(job, entity, entity.objects, startedAt, signal);
      return { message: reason };
    }
    const { found, message, summary } = await this.#enrich(entity, job, signal);
    if (job.playbook) await this.#answerPlaybook(job, entity, found.length ? found : entity.objects, startedAt, signal);
    else if (found.length > 0) return await this.#send(found, entity, job, signal, message ?? summary);
    return { message: message ?? (found.length > 0 ? summary : 'Nothing was found.') };
  }

  /** Why the entity is left alone, in a sentence; a playbook then gets it back as it came. */
  #whyNot(entity: Entity, job: Job): string | undefined {
    const { type, object } = entity;
    if (!this.#scope.has(type.toLowerCase())) {
      return `Not looked up: ${type} is not in the scope of this connector (${this.#definition.scope.join(', ')}).`;
    }
    const above = tlpAbove(object, entity.objects, this.#definition.maxTlp?.(this.#config));
    if (above) return `Not looked up: the entity is marked ${above.marking}, and the maximum is ${above.maximum}.`;
    const ours = entity.creatorIds.length === 1 && entity.creatorIds[0] === this.#session.registration?.userId;
    const alone = job.mode === 'auto' && !job.playbook && job.trigger === 'create';
    return ours && alone ? 'Not looked up: this connector created the entity itself.' : undefined;
  }

  async #enrich(entity: Entity, job: Job, signal: AbortSignal) {
    const { log, metrics, http, clock } = this.#ports;
    const held: StixObject[] = [];
    const { author, companions, stamp } = this.#stamp(entity);
    const bundle = new RunBundle({
      log: job.workId ? log.with({ work_id: job.workId }) : log,
      // Everything of one job goes in one bundle: it is held back until the handler has ended.
      queue: { send: async (objects) => hold(held, objects) },
      work: { open: async () => ({ id: job.workId ?? '', multiPart: false }) },
      metrics,
      signal,
      stamp,
      companions,
      onAccepted: () => undefined,
    });
    const ctx: EnrichmentContext<Record<string, unknown>> = {
      config: this.#config,
      log: job.workId ? log.with({ work_id: job.workId }) : log,
      signal,
      http,
      now: () => clock.now(),
      bundle,
      entityType: entity.type,
      asked: job.mode === 'manual' || job.playbook !== undefined,
      objects: entity.objects,
    };
    const message = (await this.#definition.enrich(ctx, entity.object)) ?? undefined;
    await bundle.send();
    const made = held.filter(({ id }) => id !== author);
    const found = made.length === 0 ? [] : withGrants(united(entity.objects, held), entity.grantedRefs);
    return { found, message, summary: bundle.summary() };
  }

  #stamp({ object }: Entity) {
    const author = this.#definition.author ? organization(this.#definition.author) : undefined;
    const marking = this.#definition.marking?.(this.#config);
    const own = Array.isArray(object.object_marking_refs) ? (object.object_marking_refs as string[]) : [];
    return {
      author: author?.id,
      companions: [author, marking ? tlpMarking(marking) : undefined].filter((one) => one !== undefined),
      stamp: {
        externalReferences: this.#definition.externalReferences?.(this.#config) ?? [],
        markings: marking ? [tlpId(marking)] : own,
        ...(author ? { author: author.id } : {}),
      },
    };
  }

  /** What the platform asked for by itself is sent only when it differs from what was sent last. */
  async #send(
    objects: readonly StixObject[],
    entity: Entity,
    job: Job,
    signal: AbortSignal,
    message: string,
  ): Promise<JobResult> {
    const hash = createHash('sha256').update(JSON.stringify(objects)).digest('hex');
    if (job.mode === 'auto' && this.#isLast(entity.id, hash)) return { message: 'Nothing new was found.' };
    const { workId = '', draftId, applicantId } = job;
    const { uncertain = false } = await this.#ports.queue.send(objects, {
      workId,
      multiPart: false,
      signal,
      ...(draftId ? { draftId } : {}),
      ...(applicantId ? { applicantId } : {}),
    });
    this.#remember(entity.id, hash);
    return { message, uncertain };
  }

  #isLast(id: string, hash: string): boolean {
    const last = this.#last.get(id);
    return last?.hash === hash && this.#ports.clock.now().getTime() - last.at < REMEMBERED_MS;
  }

  #remember(id: string, hash: string): void {
    this.#last.delete(id);
    this.#last.set(id, { hash, at: this.#ports.clock.now().getTime() });
    const [oldest] = this.#last.keys();
    if (this.#last.size > REMEMBERED_ENTITIES && oldest) this.#last.delete(oldest);
  }

  /** A playbook goes on only when it gets exactly one bundle, with everything that it sent. */
  async #answerPlaybook(job: Job, entity: Entity, objects: readonly StixObject[], start: Date, signal: AbortSignal) {
    const { playbook } = job;
    if (!playbook) return;
    const answer = { type: 'bundle', id: entity.bundleId, spec_version: '2.1', objects };
    await this.#ports.platform.answerPlaybook(
      playbook,
      { executionStart: start, previousBundle: entity.bundleText, bundle: JSON.stringify(answer) },
      { signal },
    );
  }
}

function hold(held: StixObject[], objects: readonly StixObject[]) {
  held.push(...objects);
  return { parts: objects.length, refused: [] };
}

/** What came and what was found, by id: what was found replaces what came. */
function united(came: readonly StixObject[], found: readonly StixObject[]): StixObject[] {
  const byId = new Map<string, StixObject>();
  for (const object of [...came, ...found]) byId.set(object.id, object);
  return [...byId.values()];
}
