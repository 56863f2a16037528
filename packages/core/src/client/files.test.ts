import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { operation, PlatformClient, type PlatformClientOptions } from './client.ts';
import { storagePath } from './download.ts';

const UPLOAD = operation<{ uploadImport: { id: string } }, { file: null; marks: string[] }>(
  'SendFile',
  'mutation SendFile($file: Upload!, $marks: [String]) { uploadImport(file: $file, fileMarkings: $marks) { id } }',
);

let answer: (request: IncomingMessage, response: ServerResponse) => void;
let url: string;
let close: () => void;

beforeEach(async () => {
  const server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => {
    server.close();
    server.closeAllConnections();
  };
});
afterEach(() => close());

function client(more: Partial<PlatformClientOptions> = {}): PlatformClient {
  return new PlatformClient({ url, token: 'token-of-the-platform', userAgent: 'test', retryBaseMs: 1, ...more });
}

/** The parts of a multipart request as a server of the platform's kind reads them: by its own parser. */
async function partsOf(request: IncomingMessage): Promise<[string, string][]> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const form = await new Response(Buffer.concat(chunks), {
    headers: { 'content-type': request.headers['content-type'] ?? '' },
  }).formData();
  const read = async (value: string | File) =>
    typeof value === 'string' ? value : `${value.name}: ${await value.text()}`;
  return Promise.all([...form].map(async ([name, value]): Promise<[string, string]> => [name, await read(value)]));
}

const DATA = JSON.stringify({ data: { uploadImport: { id: 'import/global/a.json' } } });

test('an upload has operations, map and file, in this order', async () => {
  let parts: [string, string][] = [];
  answer = async (request, response) => {
    parts = await partsOf(request);
    response.end(DATA);
  };
  const file = { name: 'räport.json', mediaType: 'application/json', data: Buffer.from('{"a":1}') };

  const found = await client().upload(UPLOAD, { file: null, marks: ['m'] }, [{ variable: 'file', file }]);

  expect(found.uploadImport.id).toBe('import/global/a.json');
  expect(parts).toEqual([
    ['operations', JSON.stringify({ query: UPLOAD.document, variables: { file: null, marks: ['m'] } })],
    ['map', '{"0":["variables.file"]}'],
    ['0', 'räport.json: {"a":1}'],
  ]);
});

test('a stream of 50 MB is sent in pieces', async () => {
  let bytes = 0;
  let encoding: string | undefined;
  answer = async (request, response) => {
    encoding = request.headers['transfer-encoding'];
    for await (const chunk of request) bytes += (chunk as Buffer).length;
    response.end(DATA);
  };
  async function* pieces() {
    for (let piece = 0; piece < 50; piece++) yield Buffer.alloc(1_000_000, 97);
  }

  await client().upload(UPLOAD, { file: null, marks: [] }, [
    { variable: 'file', file: { name: 'a.json', mediaType: 'text/plain', data: pieces() } },
  ]);

  expect(encoding).toBe('chunked');
  expect(bytes).toBeGreaterThan(50_000_000);
});

test('bytes are sent again after 502, a stream is not', async () => {
  let requests = 0;
  answer = async (request, response) => {
    requests += 1;
    for await (const _chunk of request);
    if (requests % 2 === 1) response.writeHead(502).end();
    else response.end(DATA);
  };
  const slot = (data: Uint8Array | AsyncIterable<string>) => [
    { variable: 'file', file: { name: 'a.json', mediaType: 'text/plain', data } },
  ];
  async function* once() {
    yield 'once';
  }

  await client().upload(UPLOAD, { file: null, marks: [] }, slot(Buffer.from('again')));
  expect(requests).toBe(2);
  await expect(client().upload(UPLOAD, { file: null, marks: [] }, slot(once()))).rejects.toMatchObject({
    code: 'HTTP_502',
  });
  expect(requests).toBe(3);
});

async function text(download: Promise<AsyncIterable<Uint8Array>>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await download) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test('a download streams the file behind its encoded id, with the bearer', async () => {
  let asked: (string | undefined)[] = [];
  answer = (request, response) => {
    asked = [request.url, request.headers.authorization];
    response.end('content');
  };

  expect(await text(client().download(storagePath('import/global/heron report?.json')))).toBe('content');
  expect(asked).toEqual(['/storage/get/import/global/heron%20report%3F.json', 'Bearer token-of-the-platform']);
});

test('a download that is not there, too large, silent, broken off, or of another host', async () => {
  answer = (_request, response) => response.writeHead(503).end('{"status":"error"}');
  await expect(client().download('/storage/get/x')).rejects.toThrow('is not there or not for this user (HTTP 503)');
  answer = (_request, response) => response.writeHead(403).end();
  await expect(client().download('/storage/get/x')).rejects.toMatchObject({ code: 'AUTH_REQUIRED' });
  answer = (_request, response) => response.end('x'.repeat(100));
  await expect(text(client().download('/storage/get/x', { maxBytes: 10 }))).rejects.toThrow(
    'larger than the limit of 10',
  );
  answer = (_request, response) => void response.write('x');
  await expect(text(client().download('/storage/get/x', { idleMs: 50 }))).rejects.toMatchObject({ code: 'STALLED' });
  answer = (_request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('x');
    setTimeout(() => response.destroy(), 20);
  };
  await expect(text(client().download('/storage/get/x'))).rejects.toMatchObject({ code: 'BROKEN_OFF' });
  await expect(client().download('//elsewhere.example/x')).rejects.toThrow('is not a path of the platform');
});

test('a proxy named by the environment is used, with custom headers', async () => {
  let seen: (string | string[] | undefined)[] = [];
  answer = (request, response) => {
    seen = [request.url, request.headers['x-team']];
    response.end(DATA);
  };
  vi.stubEnv('http_proxy', url);
  vi.stubEnv('no_proxy', '');
  try {
    await new PlatformClient({
      url: 'http://platform.example',
      token: 'token-of-the-platform',
      userAgent: 'test',
      customHeaders: { 'X-Team': 'cti' },
    }).execute(UPLOAD, { file: null, marks: [] });
  } finally {
    vi.unstubAllEnvs();
  }
  expect(seen).toEqual(['http://platform.example/graphql', 'cti']);
});
