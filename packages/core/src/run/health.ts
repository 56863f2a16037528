import { createServer, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../define/context.ts';
import type { Readiness } from '../ports/readiness.ts';

/** What `/ready` reads: the process is ready when each part that has reported is. */
export interface ProcessReadiness {
  readonly reason: string | undefined;
  /** Readiness of one part, such as the platform or the broker. Each change is logged once. */
  part(name: string): Readiness;
}

const STARTING = 'starting';

/** Not ready until the part `platform` is. */
export function createReadiness(log: Log): ProcessReadiness {
  const reasons = new Map<string, string>([['platform', STARTING]]);
  return {
    get reason() {
      return reasons.values().next().value;
    },
    part: (name) => ({
      ready() {
        const reason = reasons.get(name);
        reasons.delete(name);
        if (reason !== undefined && reason !== STARTING && reasons.size === 0) log.info('connector is ready again');
      },
      notReady(why) {
        if (reasons.get(name) !== why) log.warn('connector is not ready', { reason: why });
        reasons.set(name, why);
      },
    }),
  };
}

export interface HealthServerOptions {
  /** Port of decision 14; 0 takes any free one. */
  readonly port: number;
  readonly reason: () => string | undefined;
  /** Text of `/metrics`; absent unless `CONNECTOR_EXPOSE_METRICS`. */
  readonly metrics?: { text: () => Promise<string>; contentType: string };
}

/** `/health` (the process lives), `/ready` (it can work; 503 with the reason otherwise), `/metrics` on request. */
export async function startHealthServer(options: HealthServerOptions): Promise<{ port: number; close: () => void }> {
  const server = createServer((incoming, response) => {
    void answer(incoming.url ?? '/', response, options);
  });
  await listen(server, options.port);
  server.unref();
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

async function answer(url: string, response: ServerResponse, options: HealthServerOptions): Promise<void> {
  const path = url.split('?')[0];
  const reason = options.reason();
  if (path === '/health') return sendJson(response, 200, { status: 'up' });
  if (path === '/ready') {
    return reason === undefined
      ? sendJson(response, 200, { status: 'ready' })
      : sendJson(response, 503, { status: 'not ready', reason });
  }
  if (path === '/metrics' && options.metrics) {
    response.writeHead(200, { 'content-type': options.metrics.contentType });
    response.end(await options.metrics.text());
    return;
  }
  sendJson(response, 404, { error: 'not found' });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

const HEALTHCHECK_TIMEOUT_MS = 3_000;

/** Asks the running process of this container whether it lives: exit code 0 or 1 of `--healthcheck`. */
export function askHealth(port: number): Promise<0 | 1> {
  return new Promise((resolve) => {
    const call = request({ host: '127.0.0.1', port, path: '/health', timeout: HEALTHCHECK_TIMEOUT_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200 ? 0 : 1);
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(1));
    call.end();
  });
}

/** A port that is taken costs the health page its known address, never the connector its start. */
export async function startHealth(
  port: number,
  log: Log,
  reason: () => string | undefined,
  metrics: { text: () => Promise<string>; contentType: string } | undefined,
): Promise<{ close: () => void }> {
  const options = { reason, ...(metrics ? { metrics } : {}) };
  try {
    return await startHealthServer({ port, ...options });
  } catch (error) {
    const server = await startHealthServer({ port: 0, ...options });
    log.warn('port for health and metrics is taken, another one is used', { port, used: server.port, error });
    return server;
  }
}
