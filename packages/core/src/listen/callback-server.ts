import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Log } from '../define/context.ts';
import type { Delivery, ListenPort } from '../ports/listen.ts';
import type { TokenVerifier } from './verify-token.ts';

export interface CallbackServerOptions {
  readonly port: number;
  /** Path of the callback, such as `/api/callback`. */
  readonly path: string;
  /** PEM texts; plain HTTP without them. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly passphrase?: string };
  readonly verifier: TokenVerifier;
  readonly log: Log;
  /** Longest wait for a job's end before the answer, milliseconds; the worker waits 300 s. */
  readonly answerAfterMs?: number;
}

const ANSWER_AFTER_MS = 240_000;
const MAX_BODY_BYTES = 256 * 1024 * 1024;
const HEADERS_MS = 10_000;
const LAST_ANSWERS_MS = 300;

interface Answer {
  readonly status: number;
  readonly body: object;
}

const TAKEN: Answer = { status: 202, body: { message: 'Message successfully received' } };
const BUSY: Answer = { status: 503, body: { error: 'This connector is stopping: send it again' } };

/** Jobs by HTTP callback (`CONNECTOR_LISTEN_PROTOCOL=API`, decision 19): 202 when the job is done, 503 while stopping. */
export class CallbackServer implements ListenPort {
  readonly #options: CallbackServerOptions;
  readonly #server: Server;
  #take: ((delivery: Delivery) => void) | undefined;

  constructor(options: CallbackServerOptions) {
    this.#options = options;
    const handle = (request: IncomingMessage, response: ServerResponse) => {
      void this.#answer(request).then(
        (answer) => send(response, answer),
        () => send(response, { status: 500, body: { error: 'Error processing message' } }),
      );
    };
    this.#server = options.tls ? createTlsServer(options.tls, handle) : createServer(handle);
    this.#server.headersTimeout = HEADERS_MS;
  }

  /** The port in use. @throws Error when it is taken. */
  async open(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#options.port, resolve);
    });
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : this.#options.port;
  }

  async listen(take: (delivery: Delivery) => void, signal: AbortSignal): Promise<void> {
    this.#take = take;
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    this.#take = undefined;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    // Last answers may still be on their way; a peer that holds on to its connection does not hold us.
    const timer = setTimeout(() => this.#server.closeAllConnections(), LAST_ANSWERS_MS);
    await closed;
    clearTimeout(timer);
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const { path, verifier, log } = this.#options;
    if (request.url?.split('?')[0] !== path) return { status: 404, body: { error: 'Not found' } };
    if (request.method !== 'POST') return { status: 405, body: { error: 'Method not allowed' } };
    const refusal = await verifier.refusal(request.headers.authorization);
    if (refusal) {
      log.warn('callback refused', { reason: refusal, from: request.socket.remoteAddress });
      return { status: 401, body: { error: 'Invalid credentials' } };
    }
    const text = await readBody(request);
    if (text === undefined) return { status: 413, body: { error: 'Message too large' } };
    if (!isJson(text)) {
      log.error('callback is not JSON', { bytes: text.length });
      return { status: 400, body: { error: 'Invalid JSON payload' } };
    }
    return this.#take ? this.#run(text, this.#take) : BUSY;
  }

  /** Waits for the job, but not longer than the worker would. */
  async #run(text: string, take: (delivery: Delivery) => void): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const timer = setTimeout(() => resolve(TAKEN), this.#options.answerAfterMs ?? ANSWER_AFTER_MS);
    // The worker sends the same again after any trouble: whether it did cannot be seen here.
    take({ text, redelivered: true, done: () => resolve(TAKEN), giveBack: () => resolve(BUSY) });
    return promise.finally(() => clearTimeout(timer));
  }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
