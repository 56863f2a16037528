import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { PlatformError } from '../errors.ts';
import { operation, PlatformClient } from './client.ts';
import { createPlatform } from './platform.ts';

const RECORDINGS = join(import.meta.dirname, '../../../testing/fixtures/platform/7.260817/graphql');
const TOKEN = 'flgrn_octi_tkn_test_0123456789';

interface Recording {
  readonly name: string;
  readonly document?: string;
  readonly status: number;
  readonly response: {
    readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
  };
}

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

function clientOf(url: string, attempts = 1): PlatformClient {
  return new PlatformClient({ url, token: TOKEN, userAgent: 'opencti-connectors/test', attempts, retryBaseMs: 1 });
}

const ABOUT = operation<{ about: { version: string } }, Record<string, never>>(
  'Version',
  'query Version { about { version } }',
);

async function failure(url: string): Promise<PlatformError> {
  const error: unknown = await clientOf(url)
    .execute(ABOUT, {})
    .catch((thrown: unknown) => thrown);
  if (!PlatformError.isInstance(error)) throw new Error(`not a PlatformError: ${String(error)}`);
  return error;
}

describe('recorded failures of a real platform keep their code', () => {
  const files = ['lifecycle', 'works', 'identity', 'push', 'files', 'misc', 'entities', 'lists'];
  const cases = files.flatMap((file) =>
    (JSON.parse(readFileSync(join(RECORDINGS, `${file}.json`), 'utf8')) as Recording[])
      .filter(({ document, response }) => document && response?.errors?.[0]?.extensions?.code)
      .map((one) => [`${file}/${one.name}`, one] as const),
  );
  test.each(cases)('%s', async (_name, { status, response: body }) => {
    const url = await serve((_request, response) => json(response, status, body));

    const error = body.errors?.[0];
    // A field that is unknown is dropped first; when nothing is left, that is the error.
    const also = error?.message.startsWith('Cannot query') ? ['NOT_SUPPORTED'] : [];
    expect([error?.extensions?.code, ...also]).toContain((await failure(url)).code);
  });
  test('there are some', () => expect(cases.length).toBeGreaterThan(50));
});

test('sends the token as a bearer and never says it', async () => {
  let seen: string | undefined;
  const url = await serve((request, response) => {
    seen = request.headers.authorization;
    json(response, 200, { errors: [{ message: 'no', extensions: { code: 'AUTH_REQUIRED' } }], data: null });
  });

  const error = await failure(url);

  expect(seen).toBe(`Bearer ${TOKEN}`);
  expect(error.message).toContain('OPENCTI_TOKEN');
  expect(JSON.stringify(error)).not.toContain(TOKEN);
});

test('tries again after 429 and 502, waiting as told', async () => {
  const statuses = [429, 502];
  const url = await serve((_request, response) => {
    const status = statuses.shift();
    if (status) json(response, status, { message: 'busy' }, { 'retry-after': '0' });
    else json(response, 200, { data: { about: { version: '7.260817.0' } } });
  });

  expect(await clientOf(url, 3).execute(ABOUT, {})).toEqual({ about: { version: '7.260817.0' } });
});

test('names another server and a server that is away', async () => {
  const other = await serve((_request, response) => json(response, 404, { error: 'not found' }));
  const html = await serve((_request, response) => response.end('<html></html>'));

  expect((await failure(other)).message).toContain('does not answer like an OpenCTI platform');
  expect((await failure(html)).message).toContain('does not answer like an OpenCTI platform');
  const away = await failure('http://127.0.0.1:1');
  expect(away).toMatchObject({ code: 'ECONNREFUSED', retryable: true });
});

test('an abort ends a call that hangs', async () => {
  const url = await serve(() => undefined);
  const signal = AbortSignal.timeout(50);

  await expect(clientOf(url).execute(ABOUT, {}, { signal })).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('a work is opened once, though its first call was refused and the answer of its second got lost', async () => {
  const works: object[] = [];
  let adds = 0;
  const url = await serve(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { query, variables } = JSON.parse(body) as { query: string; variables: { friendlyName: string } };
    if (!query.includes('workAdd')) return json(response, 200, { data: { connector: { id: 'c', works } } });
    adds += 1;
    if (adds === 1) return json(response, 502, {});
    works.push({ id: `work_${adds}`, name: variables.friendlyName, status: 'wait', processed_time: null });
    response.destroy();
  });

  const opened = await createPlatform(clientOf(url, 5)).openWork('c', 'A run', { multiPart: true });

  expect([opened.id, adds, works.length]).toEqual(['work_2', 2, 1]);
});
