import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { ConnectorRegistry, type StoredConnector } from './connectors/registry.ts';
import { type StoredWork, WorkStore } from './connectors/works.ts';
import { standardId } from './graph/ids.ts';
import { builtInMarkings } from './graph/markings.ts';
import { inDependencyOrder } from './graph/order.ts';
import { type Element, GraphStore, type IncomingObject, Refusal } from './graph/store.ts';
import { platformError } from './graphql/errors.ts';
import { adminUser, connectorUser, customUser, type User } from './graphql/users.ts';

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

interface Part {
  readonly connectorId: string;
  readonly workId: string;
  readonly object: IncomingObject;
}

/** Parts taken between two looks at the event loop. */
const PARTS_AT_ONCE = 500;

/** The platform behind the wires: users, connectors, works, the queue of parts and the graph they end in. */
export class Platform {
  readonly version = '7.260817.0';
  readonly registry = new ConnectorRegistry();
  readonly works = new WorkStore();
  readonly graph = new GraphStore();
  readonly rejected: RejectedObject[] = [];
  readonly faults: Fault[] = [];
  readonly adminToken: string;
  readonly connectorToken: string;
  /** Address of this sandbox, once it listens. */
  url = '';
  requests = 0;
  readonly startedAt = new Date().toISOString();
  readonly settingsId = randomUUID();
  /** The platform's key for callbacks, as a JSON Web Key without its private part. */
  readonly publicKey = publicKey();
  /** What connectors are told of the broker and the file store. Nothing listens there yet. */
  readonly broker = { host: '127.0.0.1', vhost: '/', use_ssl: false, port: 5672, user: 'guest', pass: 'guest' };
  readonly storage = {
    endpoint: '127.0.0.1',
    port: 9000,
    use_ssl: false,
    bucket_name: 'opencti-bucket',
    bucket_region: 'us-east-1',
    access_key: 'sandbox',
    secret_key: 'sandbox',
  };
  readonly #users = new Map<string, User>();
  #queue: Part[] = [];
  #working: Promise<void> | undefined;

  constructor(tokens: { readonly adminToken?: string; readonly connectorToken?: string } = {}) {
    this.adminToken = tokens.adminToken ?? randomUUID();
    this.connectorToken = tokens.connectorToken ?? randomUUID();
    this.#users.set(this.adminToken, adminUser());
    this.#users.set(this.connectorToken, connectorUser());
    this.graph.seed(builtInMarkings());
  }

  /** The user of a bearer; anybody else, and who may not use tokens, is anonymous. */
  userOf(authorization: string | undefined): User | undefined {
    const user = this.#users.get(authorization?.replace(/^Bearer /, '') ?? '');
    return user && user.capabilities.length > 0 ? user : undefined;
  }

  users(): User[] {
    return [...this.#users.values()];
  }

  /** A user as others see it; null when there is none. */
  findUser(id: string) {
    const user = this.users().find((one) => one.id === id);
    return user ? { id, name: user.name, entity_type: 'User', user_email: user.email } : null;
  }

  /** Adds a user, for tests of rights. @returns the token. */
  addUser(name: string, capabilities: readonly string[]): string {
    const token = randomUUID();
    this.#users.set(token, customUser(name, capabilities));
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

  /** All labels as the platform lists them. */
  labels() {
    return [...this.graph.labels.values()].map((label) => ({ ...label, entity_type: 'Label' }));
  }

  takeFault(): Pick<Fault, 'status' | 'body'> | undefined {
    const fault = this.faults.find(({ times }) => times > 0);
    if (fault) fault.times -= 1;
    return fault;
  }

  queueDetails(connectorId: string) {
    const waiting = this.#queue.filter((part) => part.connectorId === connectorId);
    const bytes = waiting.reduce((sum, { object }) => sum + JSON.stringify(object).length, 0);
    return { messages_number: waiting.length, messages_size: bytes };
  }

  purge(connectorId: string): void {
    this.#queue = this.#queue.filter((part) => part.connectorId !== connectorId);
  }

  /** `stixBundlePush` (protocol.md 5.11): takes the bundle apart, announces the expectations, queues the parts. */
  push(connectorId: string, text: string, workId: string | undefined): true {
    const connector = this.registry.find(connectorId);
    if (!connector) throw invalidBundle('Invalid connector', { connectorId });
    const objects = readBundle(text, workId ?? null);
    const work = workId || this.#openWork(connector);
    const parts = inDependencyOrder(objects).map((object) => ({ connectorId, workId: work, object }));
    this.works.addExpectations(work, parts.length);
    for (const part of parts) this.#queue.push(part);
    this.#working ??= this.#drain();
    return true;
  }

  #openWork({ id, name, connector_user_id: userId }: StoredConnector): string {
    return this.works.add(id, `${name} run @ ${new Date().toISOString()}`, false, userId).id;
  }

  /** Resolves when everything that was pushed is imported. */
  async idle(): Promise<void> {
    await this.#working;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      for (const part of this.#queue.splice(0, PARTS_AT_ONCE)) this.#import(part);
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#working = undefined;
  }

  #import({ workId, object }: Part): void {
    try {
      this.graph.upsert(object);
      this.works.report(workId);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.rejected.push({ id: object.id, type: object.type, reason: error.message });
      this.works.report(workId, { error: error.message, source: JSON.stringify(object) });
    }
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

/** @throws GraphQLError for a text that is no bundle with objects. */
function readBundle(text: string, work_id: string | null): IncomingObject[] {
  let bundle: { type?: unknown; objects?: unknown };
  try {
    bundle = JSON.parse(text);
  } catch {
    throw invalidBundle(undefined, {});
  }
  const { type, objects } = bundle;
  const usable = type === 'bundle' && Array.isArray(objects) && objects.length > 0;
  if (!usable) throw invalidBundle('Invalid stix bundle', { work_id });
  return objects as IncomingObject[];
}

/** The platform wraps what was wrong; text that is not JSON leaves an empty cause. */
function invalidBundle(message: string | undefined, about: Record<string, unknown>) {
  const extensions = { code: 'UNSUPPORTED_ERROR', data: { http_status: 500, genre: 'BUSINESS', ...about } };
  const cause = message === undefined ? {} : { message, extensions };
  return platformError('UNSUPPORTED_ERROR', 'Invalid bundle', { genre: 'BUSINESS', cause });
}

function publicKey() {
  const { x = '' } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
  return { kid: randomBytes(8).toString('hex'), use: 'sig', alg: 'EdDSA', crv: 'Ed25519', kty: 'OKP', x };
}
