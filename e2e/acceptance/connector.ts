/** One of our connectors as a process beside the platform, and what the platform says of it. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConnectorProcess, freePort } from '../connector-process.ts';
import { CONNECTOR, DELETE_CONNECTOR, WORK, WORKS } from './documents.ts';
import { removeObjects } from './objects.ts';
import type { Stage } from './stage.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** A connector as the platform lists it. */
export interface Registered {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  readonly connector_type: string;
  readonly connector_scope: readonly string[];
  readonly connector_state: string | null;
  readonly created_at: string;
}

export interface Work {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly completed_number: number | null;
  readonly messages: readonly { readonly message: string }[];
  readonly errors: readonly { readonly message: string }[];
  readonly tracking: {
    readonly import_expected_number: number | null;
    readonly import_processed_number: number | null;
  } | null;
}

export class AcceptedConnector {
  readonly id = randomUUID();
  readonly #stage: Stage;
  readonly #slug: string;
  readonly #settings: Readonly<Record<string, string>>;
  /** Copies of all that it sends: by them it is known afterwards what to remove. */
  readonly #copies: string;
  #process: ConnectorProcess | undefined;
  /** By the clock of the platform. */
  #since: string | undefined;

  /** @param settings its own, besides those of the platform. */
  constructor(stage: Stage, slug: string, settings: Readonly<Record<string, string>>) {
    this.#stage = stage;
    this.#copies = stage.folder();
    this.#slug = slug;
    this.#settings = settings;
    stage.closing.push(() => this.stop());
    // The objects last: without its queues nothing is on its way any more.
    stage.undo.add('object', () => this.#removeSent());
    stage.undo.add('connector', () => this.#unregister());
  }

  get name(): string {
    return this.#stage.named(this.#slug);
  }

  async start(...args: string[]): Promise<ConnectorProcess> {
    const { url, connectorToken, broker, callback, bundles } = this.#stage.options;
    const main = bundles ? `dist/${this.#slug}/main.mjs` : `connectors/${this.#slug}/src/main.ts`;
    const env = {
      ...broker,
      OPENCTI_URL: url,
      OPENCTI_TOKEN: connectorToken,
      CONNECTOR_ID: this.id,
      CONNECTOR_NAME: this.name,
      CONNECTOR_METRICS_PORT: '0',
      CONNECTOR_SEND_TO_DIRECTORY: 'true',
      CONNECTOR_SEND_TO_DIRECTORY_PATH: this.#copies,
      ...(callback ? await overHttp(callback) : {}),
      ...this.#settings,
    };
    this.#process = new ConnectorProcess(env, args, join(ROOT, main));
    return this.#process;
  }

  /** Runs it until it ends by itself. @throws when it does not end well. */
  async once(): Promise<void> {
    const { child, exited } = await this.start('--once');
    const ended = async () => child.exitCode ?? undefined;
    const code = await this.#stage.until('the process to end', ended, () => this.lastWords());
    await exited;
    if (code !== 0) throw new Error(`it ended with ${code}. ${this.lastWords()}`);
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
  }

  /** What it logged last above information, and what it said on standard error. */
  lastWords(): string {
    const { lines = [], errors = '' } = this.#process ?? {};
    const bad = lines.filter(({ level }) => level === 'WARNING' || level === 'ERROR').slice(-2);
    return [...bad.map((line) => `${line.message} ${JSON.stringify(line.attributes ?? {})}`), errors.slice(-500)]
      .filter((text) => text !== '')
      .join(' ');
  }

  /** Waits until the platform lists it as active. @throws when the process ends before. */
  async registered(): Promise<Registered> {
    return this.until('the connector to be registered', async () => {
      const found = await this.read();
      return found?.active ? found : undefined;
    });
  }

  /** As {@link Stage.until}, and ends when the process does. */
  until<T>(what: string, probe: () => Promise<T | undefined>): Promise<T> {
    const watched = async () => {
      const found = await probe();
      const code = this.#process?.child.exitCode;
      if (found === undefined && typeof code === 'number' && code !== 0)
        throw new Error(`it ended with ${code}. ${this.lastWords()}`);
      return found;
    };
    return this.#stage.until(what, watched, () => this.lastWords());
  }

  async read(): Promise<Registered | undefined> {
    const { connector } = await this.#stage.platform.ask<{ connector: Registered | null }>(CONNECTOR, { id: this.id });
    this.#since ??= connector?.created_at;
    return connector ?? undefined;
  }

  async works(): Promise<readonly { readonly id: string; readonly status: string }[]> {
    type Answer = { connector: { works: { id: string; status: string }[] } | null };
    const { connector } = await this.#stage.platform.ask<Answer>(WORKS, { id: this.id });
    return connector?.works ?? [];
  }

  /** Waits until a work is complete. @throws when it ends with errors. */
  async completed(id: string): Promise<Work> {
    let seen = '';
    const probe = async () => {
      const { work } = await this.#stage.platform.ask<{ work: Work | null }>(WORK, { id });
      if (work) seen = `${work.status}, ${counters(work)}`;
      return work?.status === 'complete' ? work : undefined;
    };
    const work = await this.#stage.until('the work to be complete', probe, () => `${seen}. ${this.lastWords()}`);
    const [error] = work.errors;
    if (error) throw new Error(`the work has ${work.errors.length} errors, the first: ${error.message}`);
    return work;
  }

  /** Ids of all that it sent, in the order of sending. */
  sent(): string[] {
    const files = readdirSync(this.#copies).filter((name) => name.endsWith('.json'));
    const objects = files.sort().flatMap((name) => {
      const { bundle } = JSON.parse(readFileSync(join(this.#copies, name), 'utf8')) as {
        bundle: { objects: { id: string }[] };
      };
      return bundle.objects;
    });
    return [...new Set(objects.map(({ id }) => id))];
  }

  async #removeSent(): Promise<number> {
    if (this.#since === undefined) return 0;
    return removeObjects(this.#stage, this.sent(), this.#since);
  }

  async #unregister(): Promise<number> {
    const platform = this.#stage.platform.unstoppable();
    const { connector } = await platform.ask<{ connector: Registered | null }>(CONNECTOR, { id: this.id });
    this.#since ??= connector?.created_at;
    if (!connector) return 0;
    await platform.ask(DELETE_CONNECTOR, { id: this.id });
    return 1;
  }
}

/** Such as `19 of 19 done`. */
export function counters({ tracking, completed_number }: Work): string {
  const done = tracking?.import_processed_number ?? completed_number ?? 0;
  return `${done} of ${tracking?.import_expected_number ?? 0} done`;
}

/** No broker: bundles are pushed, and jobs come to a port of this machine. */
async function overHttp(callback: string): Promise<Record<string, string>> {
  const port = String(await freePort());
  return {
    CONNECTOR_QUEUE_PROTOCOL: 'api',
    CONNECTOR_LISTEN_PROTOCOL: 'API',
    CONNECTOR_LISTEN_PROTOCOL_API_PORT: port,
    CONNECTOR_LISTEN_PROTOCOL_API_URI: `${callback.replace(/\/+$/, '')}:${port}`,
  };
}
