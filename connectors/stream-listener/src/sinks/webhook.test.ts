import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { recorded, settingsOf } from '../events.fixtures.ts';
import { WebhookSink } from './webhook.ts';

const closing: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

interface Call {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
type Answer = readonly [status: number, body?: unknown, headers?: Record<string, string>];

async function server(answer: (call: Call) => Answer) {
  const calls: Call[] = [];
  const made = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const call = { path: request.url ?? '', headers: request.headers, body };
    calls.push(call);
    const [status, said = '', headers = {}] = answer(call);
    response.writeHead(status, headers).end(JSON.stringify(said));
  }).listen(0, '127.0.0.1');
  await new Promise((done) => made.once('listening', done));
  closing.push(() => {
    made.close();
    made.closeAllConnections();
  });
  return { calls, url: `http://127.0.0.1:${(made.address() as AddressInfo).port}` };
}

const items = recorded()
  .slice(0, 2)
  .map((event, index) => ({ event, head: `{"n":${index}`, tail: '}' }));
const { signal } = new AbortController();

function sink(url: string, given: Record<string, unknown> = {}) {
  return new WebhookSink(settingsOf({ sink: 'webhook', webhookUrl: `${url}/hook`, ...given }));
}

describe('who calls', () => {
  test.each([
    [{ webhookAuth: 'basic', webhookUser: 'u', webhookSecret: 'p' }, 'authorization', 'Basic dTpw'],
    [{ webhookAuth: 'bearer', webhookSecret: 't' }, 'authorization', 'Bearer t'],
    [{ webhookAuth: 'api-key', webhookSecret: 'k', webhookKeyHeader: 'X-Own' }, 'x-own', 'k'],
    [{ webhookHeaders: 'X-A: 1;X-B:2' }, 'x-b', '2'],
  ] as const)('%j', async (given, header, value) => {
    const { calls, url } = await server(() => [200]);
    await sink(url, given).deliver(items, signal);
    expect(calls[0]?.headers[header]).toBe(value);
  });

  test('oauth2: one token for many requests, another when it is refused', async () => {
    let tokens = 0;
    const { calls, url } = await server(({ path, headers }) => {
      if (path === '/token') return [200, { access_token: `token-${++tokens}`, expires_in: 3600 }];
      return [headers.authorization === 'Bearer token-1' && calls.length > 3 ? 401 : 200];
    });
    const own = { webhookAuth: 'oauth2', webhookUser: 'id', webhookSecret: 's', webhookTokenUrl: `${url}/token` };
    const oauth = sink(url, own);
    for (let time = 0; time < 4; time++) await oauth.deliver(items, signal);
    expect(tokens).toBe(2);
    expect(calls[0]?.body).toBe('grant_type=client_credentials');
    expect(calls.at(-1)?.headers.authorization).toBe('Bearer token-2');
  });
});

test('bodies, and the same key each time a request is tried', async () => {
  const { calls, url } = await server(() => [200]);
  for (const webhookBody of ['array', 'array', 'ndjson', 'single'])
    await sink(url, { webhookBody }).deliver(items, signal);
  expect(calls.map(({ body }) => body)).toEqual([
    '[{"n":0},{"n":1}]',
    '[{"n":0},{"n":1}]',
    '{"n":0}\n{"n":1}\n',
    '{"n":0}',
    '{"n":1}',
  ]);
  const keys = calls.map(({ headers }) => headers['idempotency-key']);
  expect(keys[0]).toBe(keys[1]);
  expect(new Set(keys).size).toBe(4);
});

test.each([
  [429, { 'retry-after': '7' }, { retryable: true, retryAfterMs: 7_000 }],
  [503, {}, { retryable: true }],
  [422, {}, { retryable: false }],
  [404, {}, { retryable: true, retryAfterMs: 60_000, message: expect.stringContaining('STREAM_LISTENER_WEBHOOK_URL') }],
  [302, { location: 'http://127.0.0.1:1/' }, { retryable: true, retryAfterMs: 60_000 }],
] as const)('HTTP %i', async (status, headers, error) => {
  const { calls, url } = await server(() => [status, '', headers]);
  await expect(sink(url).deliver(items, signal)).rejects.toMatchObject(error);
  expect(calls).toHaveLength(1);
});

test('a rate is kept to', async () => {
  const { url } = await server(() => [200]);
  const paced = sink(url, { webhookPerMinute: 600, webhookBody: 'single' });
  const started = performance.now();
  await paced.deliver([...items, ...items], signal);
  expect(performance.now() - started).toBeGreaterThan(290);
});
