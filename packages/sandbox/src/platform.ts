import { randomUUID } from 'node:crypto';
import { Accounts } from './accounts.ts';
import { base64, invalidBundle, part, readBundle } from './connectors/bundle.ts';
import { ConnectorRegistry, type StoredConnector } from './connectors/registry.ts';
import { type StoredWork, WorkStore } from './connectors/works.ts';
import { type Draft, DraftStore } from './drafts/drafts.ts';
import { Spool } from './files/content.ts';
import { FileStore } from './files/store.ts';
import { standardId } from './graph/ids.ts';
import { builtInMarkings } from './graph/markings.ts';
import { builtInVocabulary } from './graph/model/vocabularies.ts';
import { inDependencyOrder } from './graph/order.ts';
import { type Element, GraphStore, type IncomingObject } from './graph/store.ts';
import { adminUser, automationUser, connectorUser, customUser, type User } from './graphql/users.ts';
import type { ValidationMode } from './jobs/import.ts';
import { Jobs } from './jobs/jobs.ts';
import { isOld } from './jobs/old-form.ts';
import type { PlaybookAnswer } from './jobs/playbook.ts';
import { extendedForm } from './jobs/stix-form.ts';
import { TokenSigner } from './jobs/token.ts';
import { ChangeRecorder } from './stream/changes.ts';
import { StreamCollections } from './stream/collections.ts';
import { MemoryWire } from './wires/memory.ts';
import type { PushMessage, Wire } from './wires/wire.ts';

/** An object that the platform did not take. */
export interface RejectedObject {
  readonly id: string;
  readonly type: string;
  readonly reason: string;
}

/** Answers that the next calls get instead of their own, for tests of faults. */
export interface Fault {
  times: number;
  readonly status: number;
  readonly body: unknown;
}

/** Address that connectors are told to find the broker at. */
export interface BrokerAddress {
  readonly host: string;
  readonly vhost: string;
  readonly use_ssl: boolean;
  readonly port: number;
  readonly user: string;
  readonly pass: string;
}

export interface PlatformOptions {
  /**
   * What it says it is. With 6.7.5, jobs are sent in the form of that version; what can be asked stays that of 7.
   */
  readonly version?: '7.260817.0' | '6.7.5';
  readonly adminToken?: string;
  readonly connectorToken?: string;
  /** Wait before a job that a callback did not take is sent again, milliseconds. */
  readonly callbackRetryMs?: number;
}

const CALLBACK_RETRY_MS = 10_000;

/** The platform behind the wires: users, connectors, works, the queue of parts and the graph they end in. */
export class Platform {
  readonly version: string;
  readonly registry = new ConnectorRegistry();
  readonly works = new WorkStore();
  readonly graph = new GraphStore();
  /** The live stream: every change of the graph. */
  readonly changes: ChangeRecorder;
  readonly streams = new StreamCollections();
  /** Between two heartbeats of a live stream, milliseconds. */
  heartbeatMs = 5_000;
  readonly drafts = new DraftStore(this.graph);
  readonly spool = new Spool();
  readonly files = new FileStore();
  /** What people do that makes jobs. */
  readonly jobs = new Jobs(this);
  /** How an import is validated when nobody says (`app:validation_mode`). */
  validationMode: ValidationMode;
  readonly rejected: RejectedObject[] = [];
  readonly faults: Fault[] = [];
  readonly adminToken: string;
  readonly connectorToken: string;
  /** Address of this sandbox, once it listens. */
  url = '';
  requests = 0;
  readonly startedAt = new Date().toISOString();
  readonly settingsId = randomUUID();
  /** Messages for the worker that made no sense. */
  readonly dropped: { readonly connectorId: string; readonly text: string }[] = [];
  readonly playbookExecutions = new Set<string>();
  readonly playbookAnswers: PlaybookAnswer[] = [];
  readonly signer = new TokenSigner();
  /** Where messages go: memory, unless the sandbox was given a broker. */
  wire: Wire;
  /** What connectors are told of the broker; nothing listens there unless the sandbox was given one. */
  broker: BrokerAddress = { host: '127.0.0.1', vhost: '/', use_ssl: false, port: 5672, user: 'guest', pass: 'guest' };
  /** In front of the names of queues and exchanges, as `rabbitmq:queue_prefix`. */
  queuePrefix = '';
  /** What connectors are told of the file store. Nothing listens there. */
  readonly storage = {
    endpoint: '127.0.0.1',
    port: 9000,
    use_ssl: false,
    bucket_name: 'opencti-bucket',
    bucket_region: 'us-east-1',
    access_key: 'sandbox',
    secret_key: 'sandbox',
  };
  readonly accounts = new Accounts();

  constructor(options: PlatformOptions = {}) {
    this.version = options.version ?? '7.260817.0';
    this.validationMode = isOld(this.version) ? 'workbench' : 'draft';
    this.adminToken = options.adminToken ?? randomUUID();
    this.connectorToken = options.connectorToken ?? randomUUID();
    this.wire = new MemoryWire(this, {
      token: () => this.signer.sign(),
      retryMs: options.callbackRetryMs ?? CALLBACK_RETRY_MS,
    });
    this.accounts.put(this.adminToken, adminUser());
    this.accounts.put(this.connectorToken, connectorUser());
    this.accounts.put(randomUUID(), automationUser());
    this.graph.authorOf = (id) => this.users().find((user) => user.id === id);
    this.graph.seed([...builtInMarkings(), ...builtInVocabulary()]);
    this.changes = new ChangeRecorder(
      this.graph,
      (element) => extendedForm(this, element),
      (userId) => this.users().flatMap(({ id, groupId }) => (id === userId ? [groupId] : [])),
    );
  }

  /** The user of a bearer; anybody else, and who may not use tokens, is anonymous. */
  userOf(authorization: string | undefined): User | undefined {
    const user = this.accounts.ofToken(authorization?.replace(/^Bearer /, '') ?? '');
    return user && user.capabilities.length > 0 ? user : undefined;
  }

  users(): User[] {
    return this.accounts.all();
  }

  /** A user as others see it; null when there is none. */
  findUser(id: string) {
    const user = this.users().find((one) => one.id === id);
    return user ? { id, name: user.name, entity_type: 'User', user_email: user.email } : null;
  }

  /** Adds a user, for tests of rights. @returns the token. */
  addUser(name: string, capabilities: readonly string[], more: Partial<User> = {}): string {
    const token = randomUUID();
    this.accounts.put(token, customUser(name, capabilities, more));
    return token;
  }

  standardIdOf(type: string, key: string): string {
    return standardId(type, { name: key });
  }

  /** All markings as the platform lists them. */
  markings() {
    const found = [...this.graph.elements()].filter(({ type }) => type === 'marking-definition');
    return found.map(({ id, standardId: standard_id, properties }) => ({
      id,
      standard_id,
      entity_type: 'Marking-Definition',
      definition_type: String(properties.x_opencti_definition_type ?? properties.definition_type ?? ''),
      definition: String(properties.x_opencti_definition ?? properties.name ?? ''),
      x_opencti_order: Number(properties.x_opencti_order ?? 0),
      x_opencti_color: String(properties.x_opencti_color ?? '#ffffff'),
    }));
  }

  takeFault(): Pick<Fault, 'status' | 'body'> | undefined {
    const fault = this.faults.find(({ times }) => times > 0);
    if (fault) fault.times -= 1;
    return fault;
  }

  /** `stixBundlePush` (protocol.md 5.11): takes the bundle apart, announces the expectations, queues the parts. */
  async push(connectorId: string, text: string, workId: string | undefined, userId: string): Promise<true> {
    const connector = this.registry.find(connectorId);
    if (!connector) throw invalidBundle('Invalid connector', { connectorId });
    const { id, objects } = readBundle(text, workId ?? null);
    const work = workId || this.#openWork(connector);
    const common = { type: 'bundle', applicant_id: userId, work_id: work, update: true };
    const [single] = objects;
    const messages: PushMessage[] =
      objects.length === 1 && single
        ? [{ ...common, content: base64(text) }]
        : inDependencyOrder(objects).map((object, index) => ({
            ...common,
            content: base64(JSON.stringify(part(id, index + 1, object))),
            no_split: true,
          }));
    this.works.addExpectations(work, messages.length);
    await this.wire.push(connectorId, messages);
    return true;
  }

  #openWork({ id, name, connector_user_id: userId }: StoredConnector): string {
    return this.works.add(id, `${name} run @ ${new Date().toISOString()}`, false, userId).id;
  }

  /** An unknown execution is answered with false, not refused, as there. */
  takePlaybookAnswer(answer: PlaybookAnswer): boolean {
    if (!this.playbookExecutions.has(answer.execution_id)) return false;
    this.playbookAnswers.push(answer);
    return true;
  }

  /** Writes one object, of the platform or of a draft, and sends the jobs that it triggers. @throws Refusal */
  async write(object: IncomingObject, userId: string | undefined, draft?: Draft): Promise<Element> {
    const { element, change } = (draft?.graph ?? this.graph).write(object, userId);
    await this.jobs.written(element, change, element.creatorId, draft);
    return element;
  }

  /** Changes properties of one element, of the platform or of a draft, and sends the jobs that it triggers. */
  async patch(
    element: Element,
    changes: Readonly<Record<string, unknown>>,
    userId: string,
    draft?: Draft,
  ): Promise<Element> {
    const changed = (draft?.graph ?? this.graph).patch(element, changes, userId);
    await this.jobs.written(changed, 'update', changed.creatorId, draft);
    return changed;
  }

  /** Resolves when everything that was pushed is imported. */
  async idle(): Promise<void> {
    await this.wire.idle();
  }

  /** Numbers by type, of entities and of relationships. */
  counts() {
    const entitiesByType: Record<string, number> = {};
    const relationshipsByType: Record<string, number> = {};
    for (const element of this.graph.elements()) {
      if (element.builtIn) continue;
      const isRelationship = element.type === 'relationship';
      const name = isRelationship ? String(element.properties.relationship_type) : element.type;
      const counts = isRelationship ? relationshipsByType : entitiesByType;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return { entitiesByType, relationshipsByType };
  }

  /** What `/sandbox/summary` answers. */
  summary(): { works: readonly StoredWork[]; rejected: readonly RejectedObject[] } & ReturnType<Platform['counts']> {
    return { ...this.counts(), works: this.works.all(), rejected: this.rejected };
  }

  objects(): Iterable<Element> {
    return this.graph.elements();
  }
}
