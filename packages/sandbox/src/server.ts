import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { boundaryOf } from './files/multipart.ts';
import { answerStorage } from './files/routes.ts';
import { type Answer, GraphqlEndpoint } from './graphql/endpoint.ts';
import { hasCapability } from './graphql/users.ts';
import type { Platform } from './platform.ts';
import { serveStream } from './stream/routes.ts';
import { countsFor } from './web/counts.ts';
import { answerConsole } from './web/page.ts';

const MAX_BODY_BYTES = 50 * 1024 * 1024;
const TOO_LARGE: Answer = { status: 500, body: { status: 'error', error: 'request entity too large' } };

/**
 * The HTTP side of the sandbox: the platform's own pages, `/sandbox/…` for the demo and the console, and the console.
 * @param consoleFolder with the console's built files
 */
export function createPlatformServer(platform: Platform, consoleFolder: string | undefined): Server {
  const graphql = new GraphqlEndpoint(platform);
  return createServer((request, response) => {
    if (serveStream(request, response, platform)) return;
    void answer(request, response, platform, graphql, consoleFolder).catch((error: unknown) =>
      send(response, { status: 500, body: { status: 'error', error: String(error) } }),
    );
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  platform: Platform,
  graphql: GraphqlEndpoint,
  consoleFolder: string | undefined,
): Promise<void> {
  if (await answerConsole(request, response, consoleFolder)) return;
  if (!(await answerStorage(request, response, platform))) send(response, await route(request, platform, graphql));
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const isText = typeof body === 'string';
  const headers: Record<string, string> = { 'content-type': isText ? 'text/plain' : 'application/json; charset=utf-8' };
  response.writeHead(status, status === 405 ? { ...headers, allow: 'POST, OPTIONS' } : headers);
  response.end(isText ? body : JSON.stringify(body));
}

async function route(request: IncomingMessage, platform: Platform, graphql: GraphqlEndpoint): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sandbox');
  if (pathname === '/graphql') return graphqlRoute(request, platform, graphql);
  if (pathname === '/sandbox/summary') return { status: 200, body: platform.summary() };
  if (pathname === '/sandbox/counts') {
    const user = platform.userOf(request.headers.authorization);
    if (!user || !hasCapability(user, 'KNOWLEDGE')) return { status: 403, body: 'Forbidden' };
    return { status: 200, body: countsFor(platform, user) };
  }
  if (pathname === '/health') {
    const known = searchParams.has('health_access_key');
    return { status: known ? 200 : 401, body: { status: known ? 'success' : 'unauthorized' } };
  }
  if (pathname === '/schema') {
    if (!platform.userOf(request.headers.authorization)) return { status: 403, body: 'Forbidden' };
    return { status: 200, body: { version: platform.version, schema: graphql.printed } };
  }
  if (pathname === '/xtm/auth/jwks') return { status: 200, body: { keys: [platform.signer.publicKey] } };
  return { status: 404, body: { status: 'error', error: 'not found' } };
}

async function graphqlRoute(request: IncomingMessage, platform: Platform, graphql: GraphqlEndpoint): Promise<Answer> {
  if (request.method === 'OPTIONS') return graphql.refuseVerb();
  if (request.method !== 'POST') {
    return { status: 405, body: { name: 'MethodNotAllowedError', message: 'Method not allowed' } };
  }
  const boundary = boundaryOf(request.headers['content-type']);
  if (boundary !== undefined) {
    platform.requests += 1;
    const fault = platform.takeFault();
    if (!fault) return graphql.answerMultipart(request as AsyncIterable<Buffer>, boundary, request.headers);
    request.resume();
    return fault;
  }
  const body = await readBody(request);
  if (body === undefined) return TOO_LARGE;
  platform.requests += 1;
  return platform.takeFault() ?? graphql.answer(body, request.headers);
}

/** The body, or undefined when it is above the platform's limit. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
}
