import { randomUUID } from 'node:crypto';
import { ConnectorRegistry } from './connectors/registry.ts';
import { type StoredWork, WorkStore } from './connectors/works.ts';
import { inDependencyOrder } from './graph/order.ts';
import { type Element, GraphStore, type IncomingObject, Refusal } from './graph/store.ts';
import { platformError } from './graphql/errors.ts';
import { CONNECTOR_CAPABILITIES, type User } from './graphql/users.ts';

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

const ADMIN_ID = '88ec0c6a-13ce-5e39-b486-354fe4a7084f';
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
  requests = 0;
  readonly #users = new Map<string, User>();
  #queue: Part[] = [];
  #working: Promise<void> | undefined;

  constructor(tokens: { readonly adminToken?: string; readonly connectorToken?: string } = {}) {
    this.adminToken = tokens.adminToken ?? randomUUID();
    this.connectorToken = tokens.connectorToken ?? randomUUID();
    this.#users.set(this.adminToken, { id: ADMIN_ID, name: 'admin', capabilities: ['BYPASS'] });
    this.#users.set(this.connectorToken, { id: randomUUID(), name: 'connector', capabilities: CONNECTOR_CAPABILITIES });
  }

  /** The user of a bearer; anybody else is anonymous. */
  userOf(authorization: string | undefined): User | undefined {
    return this.#users.get(authorization?.replace(/^Bearer /, '') ?? '');
  }

  /** Adds a user, for tests of rights. @returns the token. */
  addUser(name: string, capabilities: readonly string[]): string {
    const token = randomUUID();
    this.#users.set(token, { id: randomUUID(), name, capabilities });
    return token;
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
    const objects = readBundle(text);
    const connector = this.registry.find(connectorId);
    if (!connector || !objects) throw platformError('UNSUPPORTED_ERROR', 'Invalid bundle');
    const work = workId ?? this.works.add(connectorId, `${connector.name} run @ ${new Date().toISOString()}`, false).id;
    const parts = inDependencyOrder(objects).map((object) => ({ connectorId, workId: work, object }));
    this.works.addExpectations(work, parts.length);
    for (const part of parts) this.#queue.push(part);
    this.#working ??= this.#drain();
    return true;
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

/** The objects of a bundle; undefined when it is none or empty. */
function readBundle(text: string): IncomingObject[] | undefined {
  try {
    const bundle = JSON.parse(text) as { type?: unknown; objects?: unknown };
    const usable = bundle.type === 'bundle' && Array.isArray(bundle.objects) && bundle.objects.length > 0;
    return usable ? (bundle.objects as IncomingObject[]) : undefined;
  } catch {
    return undefined; // Not JSON: the platform answers with the same error.
  }
}
