import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buildSchema, execute, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { engineCode, platformError, printError } from './graphql/errors.ts';
import { type RequestContext, rootValue } from './graphql/resolvers.ts';
import { SCHEMA } from './graphql/schema.ts';
import type { Platform } from './platform.ts';

const MAX_BODY_BYTES = 50 * 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The HTTP side of the sandbox: `/graphql`, `/health`, and `/sandbox/summary` for the demo. */
export function createPlatformServer(platform: Platform): Server {
  const schema = buildSchema(SCHEMA);
  const root = rootValue(platform);
  return createServer((request, response) => {
    void route(request, platform, schema, root).then(
      (answer) => send(response, answer),
      (error: unknown) => send(response, { status: 500, body: { status: 'error', error: String(error) } }),
    );
  });
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(status, status === 405 ? { ...headers, allow: 'POST, OPTIONS' } : headers);
  response.end(JSON.stringify(body));
}

async function route(
  request: IncomingMessage,
  platform: Platform,
  schema: GraphQLSchema,
  root: unknown,
): Promise<Answer> {
  const path = (request.url ?? '/').split('?')[0];
  if (path === '/health') return { status: 200, body: { status: 'success' } };
  if (path === '/sandbox/summary') return { status: 200, body: platform.summary() };
  if (path !== '/graphql') return { status: 404, body: { status: 'error', error: 'not found' } };
  if (request.method !== 'POST') {
    return { status: 405, body: { name: 'MethodNotAllowedError', message: 'Method not allowed' } };
  }
  const body = await readBody(request);
  if (body === undefined) return { status: 500, body: { status: 'error', error: 'request entity too large' } };
  platform.requests += 1;
  const fault = platform.takeFault();
  if (fault) return fault;
  return graphql(body, { user: platform.userOf(request.headers.authorization) }, schema, root);
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

interface GraphqlRequest {
  readonly query?: unknown;
  readonly variables?: Record<string, unknown> | null;
}

async function graphql(body: string, context: RequestContext, schema: GraphQLSchema, root: unknown): Promise<Answer> {
  let request: GraphqlRequest;
  try {
    request = JSON.parse(body) as GraphqlRequest;
  } catch (error) {
    return { status: 500, body: { status: 'error', error: String(error) } };
  }
  if (typeof request.query !== 'string') {
    const refusal = platformError('BAD_REQUEST', 'GraphQL operations must contain a non-empty `query`.');
    const empty = Array.isArray(request) || Object.keys(request).length === 0;
    return { status: empty ? 400 : 200, body: { errors: [printError(refusal, 'BAD_REQUEST')] } };
  }
  return { status: 200, body: await run(request.query, request.variables ?? {}, context, schema, root) };
}

async function run(
  source: string,
  variableValues: Record<string, unknown>,
  contextValue: RequestContext,
  schema: GraphQLSchema,
  root: unknown,
): Promise<unknown> {
  try {
    const document = parse(source);
    const problems = validate(schema, document);
    if (problems.length > 0) return refused(problems);
    const result = await execute({ schema, document, rootValue: root, contextValue, variableValues });
    const errors = result.errors?.map((error) => printError(error, engineCode(error)));
    return { ...(errors ? { errors } : {}), ...(result.data === undefined ? {} : { data: result.data }) };
  } catch (error) {
    if (error instanceof GraphQLError) return refused([error]);
    throw error;
  }
}

function refused(errors: readonly GraphQLError[]) {
  return { errors: errors.map((error) => printError(error, engineCode(error))) };
}
