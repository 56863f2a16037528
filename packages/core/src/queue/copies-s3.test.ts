import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { BucketAddress } from '../ports/storage.ts';
import { S3Copies } from './copies-s3.ts';

const ACCESS_KEY = 'access-key';
const SECRET_KEY = 'secret-key-of-the-bucket';
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** The signature as AWS's description of Signature Version 4 makes it, from the request as it arrived. */
function expectedSignature(request: IncomingMessage, body: Buffer): string {
  const { headers, method = '', url = '' } = request;
  const [, scope = '', signedHeaders = ''] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+),/.exec(headers.authorization ?? '') ?? [];
  const [path = '', query = ''] = url.split('?');
  const sorted = [...new URLSearchParams(query)]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort();
  const canonicalHeaders = signedHeaders.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const hash = headers['x-amz-content-sha256'];
  const canonical = [method, path, sorted.join('&'), canonicalHeaders.join(''), signedHeaders, hash].join('\n');
  expect(hash).toBe(sha256(body));
  const [date = '', region = '', service = ''] = scope.split('/');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = hmac(hmac(hmac(hmac(`AWS4${SECRET_KEY}`, date), region), service), 'aws4_request');
  return createHmac('sha256', key).update(text).digest('hex');
}

interface Stored {
  text: string;
  modified: string;
  contentType: string | undefined;
}

/** A bucket that takes only what is signed with its key, and lists one object a page. */
async function bucket(fail: number[] = []) {
  const objects = new Map<string, Stored>();
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const signature = /Signature=([0-9a-f]+)$/.exec(request.headers.authorization ?? '')?.[1];
    const status = fail.shift();
    if (status) return response.writeHead(status).end('<Error><Code>SlowDown</Code></Error>');
    if (signature !== expectedSignature(request, body)) {
      return response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>');
    }
    const url = new URL(request.url ?? '', 'http://x');
    const key = decodeURIComponent(url.pathname).replace('/the-bucket', '').slice(1);
    if (request.method === 'PUT') {
      objects.set(key, {
        text: body.toString(),
        modified: '2026-01-01T00:00:00Z',
        contentType: request.headers['content-type'],
      });
    } else if (request.method === 'DELETE') objects.delete(key);
    else return response.end(listed(objects, url.searchParams));
    return response.end();
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { objects, port: (server.address() as AddressInfo).port };
}

function listed(objects: ReadonlyMap<string, Stored>, query: URLSearchParams): string {
  const keys = [...objects.keys()].sort().filter((key) => key.startsWith(query.get('prefix') ?? ''));
  const after = query.get('continuation-token');
  const key = keys.find((one) => after === null || one > after);
  const more = key !== undefined && keys.at(-1) !== key;
  const entry = key
    ? `<Contents><Key>${key}</Key><LastModified>${objects.get(key)?.modified}</LastModified></Contents>`
    : '';
  return `<ListBucketResult>${entry}${more ? `<NextContinuationToken>${key}</NextContinuationToken>` : ''}</ListBucketResult>`;
}

function copies(port: number, more: { folder?: string; secretKey?: string } = {}): S3Copies {
  const address: BucketAddress = {
    endpoint: '127.0.0.1',
    port,
    useSsl: false,
    bucket: 'the-bucket',
    region: 'eu-west-3',
    accessKey: ACCESS_KEY,
    secretKey: more.secretKey ?? SECRET_KEY,
  };
  return new S3Copies({
    address: async () => address,
    folder: more.folder ?? 'connectors/',
    retentionDays: 7,
    connectorName: 'misp',
  });
}

test('a copy is put under its folder, signed', async () => {
  const { objects, port } = await bucket();

  await copies(port).write('misp-20260304-050607-1-0a0b0c0d.json', '{"É":1}');
  await copies(port, { folder: '.' }).write('é +x.json', '{}');

  expect([...objects]).toEqual([
    [
      'connectors/misp-20260304-050607-1-0a0b0c0d.json',
      { text: '{"É":1}', modified: expect.any(String), contentType: 'application/json' },
    ],
    ['é +x.json', expect.anything()],
  ]);
});

test('old copies of this connector go, page by page; those of others stay', async () => {
  const { objects, port } = await bucket();
  const old = { text: '', modified: '2026-01-01T00:00:00Z', contentType: undefined };
  const names = [
    'misp-20260101-000000-1.json',
    'misp-20260102-000000-2-0a0b0c0d.json',
    'misp-feed-20260101-000000-1.json',
  ];
  for (const name of names) objects.set(`connectors/${name}`, old);
  objects.set('connectors/misp-20260301-000000-3.json', { ...old, modified: '2026-03-01T00:00:00Z' });

  expect(await copies(port).removeBefore(new Date('2026-02-01T00:00:00Z'))).toBe(2);

  expect([...objects.keys()].sort()).toEqual([
    'connectors/misp-20260301-000000-3.json',
    'connectors/misp-feed-20260101-000000-1.json',
  ]);
});

test('a bucket in trouble is asked again; a refusal says its code and no key', async () => {
  const { objects, port } = await bucket([503]);
  await copies(port).write('a.json', '{}');
  expect(objects.size).toBe(1);

  const refused = await copies(port, { secretKey: 'wrong-secret' })
    .write('b.json', '{}')
    .catch((error: unknown) => error);

  expect(refused).toMatchObject({
    message: 'S3 bucket the-bucket at 127.0.0.1 answers PUT with HTTP 403 (SignatureDoesNotMatch)',
    code: 'SignatureDoesNotMatch',
  });
  expect(JSON.stringify(refused)).not.toContain('wrong-secret');
});

test('a bucket that cannot be reached', async () => {
  await expect(copies(1).write('a.json', '{}')).rejects.toThrow(
    'S3 bucket the-bucket at 127.0.0.1 cannot be reached (ECONNREFUSED)',
  );
});
