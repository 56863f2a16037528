import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

type Fault = (response: ServerResponse, forward: () => Promise<Forwarded>) => Promise<void>;

interface Forwarded {
  readonly status: number;
  readonly body: Buffer;
}

const graphqlError = (code: string) =>
  JSON.stringify({ data: null, errors: [{ message: 'no', extensions: { code } }] });
const answer =
  (status: number, body: string, headers: Record<string, string> = {}): Fault =>
  async (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body);
  };

/** What platforms in trouble, and the proxies before them, answer. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  429: answer(429, '{}', { 'retry-after': '0' }),
  502: answer(502, '<html>Bad gateway</html>', { 'content-type': 'text/html' }),
  LOCK_ERROR: answer(200, graphqlError('LOCK_ERROR')),
  DATABASE_ERROR: answer(500, graphqlError('DATABASE_ERROR')),
  /** The connection dies without an answer, before anything was done. */
  'time-out': async (response) => void response.destroy(),
  /** The call is done, and half of its answer gets through. */
  'half body': async (response, forward) => {
    const { status, body } = await forward();
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
  },
};

/** An HTTP proxy before a platform that spoils a share of the calls. */
export class FaultyHttp {
  readonly counts: Record<string, number> = {};
  readonly #target: string;
  readonly #share: number;
  readonly #server: Server;
  calls = 0;
  url = '';

  constructor(target: string, share: number) {
    this.#target = target;
    this.#share = share;
    this.#server = createServer(
      (request, response) => void this.#handle(request, response).catch(() => response.destroy()),
    );
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const forward = () => this.#forward(request, Buffer.concat(chunks));
    this.calls += 1;
    const names = Object.keys(FAULTS);
    const name = Math.random() < this.#share ? names[Math.floor(Math.random() * names.length)] : undefined;
    const fault = name === undefined ? undefined : FAULTS[name];
    if (name && fault) {
      this.counts[name] = (this.counts[name] ?? 0) + 1;
      return fault(response, forward);
    }
    const { status, body } = await forward();
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body);
  }

  async #forward({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): Promise<Forwarded> {
    const sent = { authorization: headers.authorization ?? '', 'content-type': headers['content-type'] ?? '' };
    const init = method === 'GET' ? { headers: sent } : { method, headers: sent, body: new Uint8Array(body) };
    const answer = await fetch(this.#target + url, init);
    return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
  }
}
