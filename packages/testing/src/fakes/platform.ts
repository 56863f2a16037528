import { PlatformError } from '@opencti-connectors/core';
import type {
  ConnectorInfo,
  PlatformPort,
  PlaybookAnswer,
  PlaybookStep,
  Registration,
} from '@opencti-connectors/core/ports';

/** A work as the fake keeps it. */
export interface FakeWork {
  readonly id: string;
  readonly name: string;
  status: 'progress' | 'complete';
  readonly messages: string[];
  readonly errors: string[];
}

const BROKER = { host: '127.0.0.1', port: 5672, vhost: '/', use_ssl: false, user: 'guest', pass: 'guest' };
const QUEUES = { connection: BROKER, listen: 'listen', push: 'push', push_exchange: 'exchange', push_routing: 'push' };

/** Thrown by the fake where a test asked for a failure. */
export type Failure = { readonly operation: keyof PlatformPort; readonly error: Error; times: number };

/** A platform in memory: the same port as the real client, none of its wires. */
export class FakePlatform implements PlatformPort {
  /** What the platform holds as the connector's state. */
  state: string | null = null;
  info: ConnectorInfo | undefined;
  queueBytes = 0;
  registrations = 0;
  readonly works: FakeWork[] = [];
  readonly bundles: { readonly workId: string; readonly text: string }[] = [];
  readonly failures: Failure[] = [];
  readonly playbookAnswers: { readonly step: PlaybookStep; readonly answer: PlaybookAnswer }[] = [];
  #wasReset = false;

  /** The next `times` calls of `operation` fail with `error`. */
  fail(operation: keyof PlatformPort, error: Error, times = 1): void {
    this.failures.push({ operation, error, times });
  }

  #enter(operation: keyof PlatformPort): void {
    const failure = this.failures.find((one) => one.operation === operation && one.times > 0);
    if (!failure) return;
    failure.times -= 1;
    throw failure.error;
  }

  async about() {
    this.#enter('about');
    return { version: '7.260817.0' };
  }

  async whoAmI() {
    this.#enter('whoAmI');
    return { name: 'connector', capabilities: ['CONNECTORAPI', 'MODULES_MODMANAGE', 'KNOWLEDGE_KNUPDATE_KNDELETE'] };
  }

  async register(input: { readonly id: string }): Promise<Registration> {
    this.#enter('register');
    this.registrations += 1;
    return { connectorId: input.id, state: this.state, userId: 'user', queues: QUEUES, jwks: null };
  }

  async ping(_id: string, state: string | null, info: ConnectorInfo) {
    this.#enter('ping');
    if (this.#wasReset) this.#wasReset = false;
    else this.state = state;
    this.info = info;
    return { state: this.state };
  }

  /** What an administrator does: the state of the next ping is not taken. */
  reset(): void {
    this.state = '';
    this.#wasReset = true;
  }

  async readState() {
    this.#enter('readState');
    return this.state;
  }

  async queueSize() {
    this.#enter('queueSize');
    return { messages: 0, bytes: this.queueBytes };
  }

  async openWork(connectorId: string, name: string) {
    this.#enter('openWork');
    const id = `work_${connectorId}_${this.works.length}`;
    this.works.push({ id, name, status: 'progress', messages: [], errors: [] });
    return { id, multiPart: true };
  }

  async addExpectations(_workId: string, _expectations: number): Promise<void> {
    this.#enter('addExpectations');
  }

  async received() {
    this.#enter('received');
  }

  async processed(workId: string, message: string, inError: boolean) {
    this.#enter('processed');
    const work = this.works.find(({ id }) => id === workId);
    if (!work) throw new PlatformError(`unknown work ${workId}`);
    work.status = 'complete';
    (inError ? work.errors : work.messages).push(message);
  }

  async reportFailure(workId: string, error: string) {
    this.#enter('reportFailure');
    this.works.find(({ id }) => id === workId)?.errors.push(error);
  }

  async reportDone() {
    this.#enter('reportDone');
  }

  async workProgress(workId: string) {
    this.#enter('workProgress');
    const work = this.works.find(({ id }) => id === workId);
    return work && { status: work.status, expected: 0, processed: 0 };
  }

  async answerPlaybook(step: PlaybookStep, answer: PlaybookAnswer) {
    this.#enter('answerPlaybook');
    this.playbookAnswers.push({ step, answer });
  }

  async openWorks() {
    this.#enter('openWorks');
    const open = this.works.filter(({ status }) => status === 'progress');
    return open.map(({ id, name }) => ({ id, name, answered: false }));
  }

  async pushBundle(_connectorId: string, text: string, workId: string) {
    this.#enter('pushBundle');
    this.bundles.push({ workId, text });
  }
}
