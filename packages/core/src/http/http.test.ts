import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createHttp } from './http.ts';
import { isPrivateAddress, publicAddress } from './private-address.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function http(settingsHosts: string[]) {
  return createHttp({ userAgent: 'opencti-connectors/test', settingsHosts, retryBaseMs: 1 });
}

test('reads JSON by schema, with the validators of the answer', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(200, { etag: '"v1"', 'last-modified': 'Thu, 01 Jan 1970 00:00:00 GMT' });
    response.end('{"name":"x","more":1}');
  });

  const answer = await http([url]).json(url, { schema: z.object({ name: z.string() }) });

  expect(answer).toEqual({ status: 'ok', value: { name: 'x' }, etag: '"v1"', lastModified: expect.any(String) });
});

test('asks with validators and takes "not modified" for an answer', async () => {
  const url = await serve((request, response) => {
    response.writeHead(request.headers['if-none-match'] === '"v1"' ? 304 : 200).end();
  });

  expect(await http([url]).text(url, { etag: '"v1"' })).toEqual({ status: 'not-modified' });
});

test('tries again after 503, not after 404', async () => {
  const statuses = [503, 429, 200];
  const url = await serve((_request, response) => response.writeHead(statuses.shift() ?? 500).end('ok'));
  expect(await http([url]).text(url)).toMatchObject({ value: 'ok' });

  let calls = 0;
  const missing = await serve((_request, response) => {
    calls += 1;
    response.writeHead(404).end();
  });
  await expect(http([missing]).text(`${missing}/a?key=hidden`)).rejects.toThrow(/\/a answers with HTTP 404$/);
  expect(calls).toBe(1);
});

test.each([
  ['truncated JSON', '{"a":', 'not JSON'],
  ['an empty answer', '', 'not JSON'],
  ['another shape', '[]', 'unknown shape'],
])('%s is named in one sentence', async (_name, body, words) => {
  const url = await serve((_request, response) => response.end(body));

  await expect(http([url]).json(url, { schema: z.object({ a: z.number() }) })).rejects.toThrow(words);
});

test('a server that is asked too often is asked again when it says', async () => {
  const asked: number[] = [];
  const url = await serve((_request, response) => {
    asked.push(Date.now());
    if (asked.length > 1) response.end('now');
    else response.writeHead(429, { 'retry-after': '1' }).end();
  });

  expect(await http([url]).text(url)).toMatchObject({ value: 'now' });
  expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(990);
});

test('refuses text that is not UTF-8, answers that are too large or too slow', async () => {
  const latin = await serve((_request, response) => response.end(Buffer.from([0xe9, 0x20])));
  await expect(http([latin]).text(latin)).rejects.toThrow('not UTF-8');
  const large = await serve((_request, response) => response.end('x'.repeat(2000)));
  await expect(http([large]).text(large, { maxBytes: 1000 })).rejects.toThrow('more than 1000 bytes');
  const slow = await serve(() => undefined);
  await expect(http([slow]).text(slow, { timeoutMs: 50, attempts: 1 })).rejects.toThrow('did not answer within');
});

test('reaches private addresses only where settings name them, never by redirect', async () => {
  const inner = await serve((_request, response) => response.end('secret'));
  await expect(http([]).text(inner)).rejects.toThrow('private address');
  await expect(http([]).text(inner.replace('127.0.0.1', 'localhost'))).rejects.toThrow('private address');
  const outer = await serve((_request, response) => response.writeHead(302, { location: inner }).end());
  await expect(http([outer]).text(outer)).rejects.toThrow('private address');
});

test.each([
  ['10.1.2.3', true],
  ['100.64.0.1', true],
  ['169.254.169.254', true],
  ['::1', true],
  ['::ffff:10.0.0.1', true],
  ['fd00::1', true],
  ['64:ff9b::a00:1', true],
  ['93.184.216.34', false],
  ['2606:4700::1111', false],
])('%s private: %s', (address, expected) => {
  expect(isPrivateAddress(address)).toBe(expected);
});

test('redirects in a circle end after five, and are not tried again', async () => {
  let calls = 0;
  const url = (
    await serve((request, response) => {
      calls += 1;
      response.writeHead(302, { location: `${request.url}x` }).end();
    })
  ).replace('127.0.0.1', 'localhost');

  await expect(http(['localhost']).text(url)).rejects.toThrow('redirects more than 5 times');
  expect(calls).toBe(6);
});

test('an address for sources that are not HTTP is public, unless a setting names the host', async () => {
  for (const host of ['127.0.0.1', '10.0.0.1', 'localhost', '::1']) {
    await expect(publicAddress(host, new Set())).rejects.toThrow('is a private address');
  }
  expect(await publicAddress('127.0.0.1', new Set(['127.0.0.1']))).toBe('127.0.0.1');
  expect(isPrivateAddress(await publicAddress('localhost', new Set(['localhost'])))).toBe(true);
});
