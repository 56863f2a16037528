/** A sandbox with something to follow, a receiver of webhooks, and the stream listener as a process. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '@opencti-connectors/sandbox';
import { ConnectorProcess } from './connector-process.ts';

const MAIN = join(import.meta.dirname, '../connectors/stream-listener/src/main.ts');
export const LISTENER = '3c0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d33';

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'opencti-connectors-stream-'));
}

/** A live stream of everything, for the account of connectors. */
export function openCollection(
  sandbox: Sandbox,
  more: Parameters<typeof sandbox.platform.streams.add>[0] = {},
): string {
  sandbox.platform.heartbeatMs = 500;
  return sandbox.platform.streams.add({ name: 'Everything', stream_live: true, ...more }).id;
}

/** The listener with the given settings of its own, without `STREAM_LISTENER_`. */
export function startListener(
  sandbox: { url: string; token: string },
  streamId: string,
  own: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): ConnectorProcess {
  const settings = Object.entries(own).map(([name, value]) => [`STREAM_LISTENER_${name}`, value]);
  return new ConnectorProcess(
    {
      OPENCTI_URL: sandbox.url,
      OPENCTI_TOKEN: sandbox.token,
      CONNECTOR_ID: LISTENER,
      CONNECTOR_LIVE_STREAM_ID: streamId,
      CONNECTOR_QUEUE_PROTOCOL: 'api',
      CONNECTOR_METRICS_PORT: '0',
      ...Object.fromEntries(settings),
      ...more,
    },
    args,
    MAIN,
  );
}

/** Domain names on the platform, each an event. */
export function addDomains(sandbox: Sandbox, count: number, from = 0): void {
  for (let number = from; number < from + count; number++) {
    sandbox.platform.graph.upsert({ type: 'domain-name', id: `domain-name--${number}`, value: `d${number}.example` });
  }
}

/** A line that was received, as far as tests look at it. */
export interface ReceivedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: { readonly id: string; readonly type: string; readonly value?: string; readonly description?: string };
}

/** Everything in the files of a folder, in order. */
export function linesIn(folder: string, ending = '.ndjson'): ReceivedEvent[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(ending) || name.endsWith('.part'));
  return names
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1))
    .map((line) => JSON.parse(line) as ReceivedEvent);
}

/** A webhook that keeps what it is sent. `answer` decides each request. */
export class Receiver {
  readonly events: ReceivedEvent[] = [];
  readonly requests: { readonly headers: Record<string, string | string[] | undefined>; readonly body: string }[] = [];
  answer: (events: readonly ReceivedEvent[]) => { readonly status: number; readonly body?: unknown } = () => ({
    status: 200,
  });
  readonly #server: Server;
  port = 0;

  constructor() {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString('utf8');
      const events = JSON.parse(body) as ReceivedEvent[];
      this.requests.push({ headers: request.headers, body });
      const { status, body: said } = this.answer(events);
      if (status < 300) this.events.push(...events);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(said === undefined ? '' : JSON.stringify(said));
    });
  }

  async open(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    this.port = (this.#server.address() as { port: number }).port;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
