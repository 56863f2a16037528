import type { EnrichmentContext, InternalEnrichment } from '../define/internal-enrichment.ts';
import { endingWith, type SourceHttp } from '../http/source-http.ts';
import type { EntitiesPort } from '../ports/entities.ts';
import type { PlaybookStep } from '../ports/platform.ts';
import type { QueuePort } from '../ports/queue.ts';
import type { StixObject } from '../stix/object.ts';
import { organization } from '../stix/organization.ts';
import { tlpId, tlpMarking } from '../stix/tlp.ts';
import { withWhatCame } from './came-back.ts';
import { type Entity, readEntity, tlpAbove } from './entity.ts';
import { withGrants } from './grants.ts';
import type { Job } from './job.ts';
import { type JobResult, untilAborted } from './jobs.ts';
import { fingerprint, LastResults } from './last-results.ts';
import { persistently } from './persistently.ts';
import { RunBundle } from './run-bundle.ts';
import type { Session, SessionPorts } from './session.ts';

/** What an enrichment needs from outside. */
export interface EnrichmentPorts extends SessionPorts {
  readonly queue: QueuePort;
  readonly http: SourceHttp;
  readonly entities: EntitiesPort;
}

/** What one look at an entity gave. */
interface Outcome {
  /** What the handler added; nothing when nothing was found. */
  readonly found: readonly StixObject[];
  /** A sentence for the work. */
  readonly message: string;
}

/** Time to answer a playbook after a job has taken too long, milliseconds. */
const LATE_ANSWER_MS = 60_000;

/** Does one enrichment job: reads the entity, checks that it may be looked up, sends what was found in one bundle. */
export class EnrichmentDriver {
  readonly #definition: InternalEnrichment;
  readonly #config: Readonly<Record<string, unknown>>;
  readonly #scope: readonly string[];
  readonly #session: Session;
  readonly #ports: EnrichmentPorts;
  readonly #last = new LastResults();

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
    this.#scope = scope;
    this.#session = session;
    this.#ports = ports;
  }

  /** How the job ended. @throws InputError for a job without entity; what the handler throws; PlatformError. */
  async handle(job: Job, signal: AbortSignal): Promise<JobResult> {
    const startedAt = this.#ports.clock.now();
    const entity = await readEntity(job, this.#ports.entities, signal);
    if (job.playbook) return this.#inPlaybook(job, job.playbook, entity, startedAt, signal);
    const { found, message } = await this.#look(entity, job, signal);
    return found.length === 0 ? { message } : this.#send(found, entity, job, signal, message);
  }

  async #look(entity: Entity, job: Job, signal: AbortSignal): Promise<Outcome> {
    const reason = await this.#whyNot(entity, job, signal);
    return reason ? { found: [], message: reason } : this.#enrich(entity, job, signal);
  }

  /** Why the entity is left alone, in a sentence. */
  async #whyNot(entity: Entity, job: Job, signal: AbortSignal): Promise<string | undefined> {
    const { type, object } = entity;
    if (!this.#scope.some((one) => one.toLowerCase() === type.toLowerCase())) {
      return `Not looked up: ${type} is not in the scope of this connector (${this.#scope.join(', ')}).`;
    }
    const above = tlpAbove(object, entity.objects, this.#definition.maxTlp?.(this.#config));
    if (above) return `Not looked up: the entity is marked ${above.marking}, and the maximum is ${above.maximum}.`;
    const isLoop = this.#isOurs(entity) && (await this.#cameByItself(job, signal));
    return isLoop ? 'Not looked up: this connector created the entity itself.' : undefined;
  }

  #isOurs({ creatorIds }: Entity): boolean {
    return creatorIds.length === 1 && creatorIds[0] === this.#session.registration?.userId;
  }

  /** True for what a creation alone has started. Platforms before 6.8 do not say so: there the work's name tells. */
  async #cameByItself({ mode, trigger, playbook, workId }: Job, signal: AbortSignal): Promise<boolean> {
    if (playbook) return false;
    if (mode !== undefined) return mode === 'auto' && trigger === 'create';
    return workId !== undefined && !(await this.#ports.entities.wasAsked(workId, { signal }));
  }

  async #enrich(entity: Entity, job: Job, signal: AbortSignal): Promise<Outcome> {
    const held: StixObject[] = [];
    const { companions, stamp } = this.#stamp(entity);
    const log = job.workId ? this.#ports.log.with({ work_id: job.workId }) : this.#ports.log;
    const bundle = new RunBundle({
      log,
      // Everything of one job goes in one bundle: it is held back until the handler has ended.
      queue: { send: async (objects) => hold(held, objects) },
      work: { open: async () => ({ id: job.workId ?? '', multiPart: false }) },
      metrics: this.#ports.metrics,
      signal,
      stamp,
      companions,
      onAccepted: () => undefined,
    });
    const ctx = this.#context(entity, job, { log, signal, bundle });
    const said = (await this.#definition.enrich(ctx, entity.object)) ?? undefined;
    await bundle.send();
    const made = held.some(({ id }) => !companions.some((companion) => companion.id === id));
    const nothing = bundle.totals.refused > 0 ? bundle.summary() : 'Nothing was found.';
    if (!made) return { found: [], message: said ?? nothing };
    const found = withGrants(held, entity.grantedRefs);
    return { found, message: said ?? bundle.summary() };
  }

  #context(
    entity: Entity,
    job: Job,
    own: Pick<EnrichmentContext<Record<string, unknown>>, 'log' | 'signal' | 'bundle'>,
  ): EnrichmentContext<Record<string, unknown>> {
    return {
      ...own,
      config: this.#config,
      http: endingWith(this.#ports.http, own.signal),
      now: () => this.#ports.clock.now(),
      entityType: entity.type,
      asked: job.mode !== 'auto' || job.playbook !== undefined,
      objects: entity.objects,
    };
  }

  #stamp({ object }: Entity) {
    const author = this.#definition.author ? organization(this.#definition.author) : undefined;
    const marking = this.#definition.marking?.(this.#config);
    const own = Array.isArray(object.object_marking_refs) ? (object.object_marking_refs as string[]) : [];
    return {
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
    found: readonly StixObject[],
    entity: Entity,
    job: Job,
    signal: AbortSignal,
    message: string,
  ): Promise<JobResult> {
    const print = fingerprint(found);
    const now = () => this.#ports.clock.now();
    if (job.mode === 'auto' && this.#last.isLast(entity.id, print, now())) return { message: 'Nothing new was found.' };
    const { workId = '', draftId, applicantId } = job;
    const { uncertain = false } = await this.#ports.queue.send(this.#whole(entity, found), {
      workId,
      multiPart: false,
      signal,
      ...(draftId ? { draftId } : {}),
      ...(applicantId ? { applicantId } : {}),
    });
    this.#last.remember(entity.id, print, now());
    return { message, uncertain };
  }

  #whole(entity: Entity, found: readonly StixObject[]): readonly StixObject[] {
    return withGrants(withWhatCame(entity.objects, found), entity.grantedRefs);
  }

  /**
   * A playbook goes on only when it gets exactly one bundle, with everything that it sent: also when nothing was found,
   * when the entity is not looked up, and when the look-up fails.
   */
  async #inPlaybook(
    job: Job,
    step: PlaybookStep,
    entity: Entity,
    startedAt: Date,
    signal: AbortSignal,
  ): Promise<JobResult> {
    try {
      const { found, message } = await untilAborted(this.#look(entity, job, signal), signal);
      const objects = found.length > 0 ? this.#whole(entity, found) : entity.objects;
      await this.#answer(step, entity, objects, startedAt, signal);
      return { message };
    } catch (error) {
      if (error instanceof AnswerFailed) throw error.cause;
      // A stop gives the job back; anything else is the end of it.
      const late = signal.aborted ? lateAnswer(signal) : signal;
      if (late) await this.#answer(step, entity, entity.objects, startedAt, late);
      throw error;
    }
  }

  /** Answers however long the platform is away. @throws AnswerFailed */
  async #answer(
    step: PlaybookStep,
    entity: Entity,
    objects: readonly StixObject[],
    executionStart: Date,
    signal: AbortSignal,
  ): Promise<void> {
    const bundle = JSON.stringify({ type: 'bundle', id: entity.bundleId, spec_version: '2.1', objects });
    const answer = { executionStart, previousBundle: entity.bundleText, bundle };
    const tell = () => this.#ports.platform.answerPlaybook(step, answer, { signal });
    await persistently(this.#ports, tell, signal).catch((cause: unknown) => {
      throw new AnswerFailed('The playbook could not be answered.', { cause });
    });
  }
}

/** The look-up had ended, and the platform did not take its result: it is not answered a second time. */
class AnswerFailed extends Error {}

/** A signal to answer with after a job took too long; undefined after a stop. */
function lateAnswer({ reason }: AbortSignal): AbortSignal | undefined {
  const timedOut = reason instanceof DOMException && reason.name === 'TimeoutError';
  return timedOut ? AbortSignal.timeout(LATE_ANSWER_MS) : undefined;
}

function hold(held: StixObject[], objects: readonly StixObject[]) {
  held.push(...objects);
  return { parts: objects.length, refused: [] };
}
