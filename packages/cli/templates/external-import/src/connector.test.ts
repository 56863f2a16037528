import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ExternalImport } from '@opencti-connectors/core';
import { describeConnector, FakePlatform, localHttp, runOnce } from '@opencti-connectors/testing';
import { afterAll, expect, test } from 'vitest';
import definition from './connector.ts';

const connector = definition as unknown as ExternalImport;
const SAMPLE = join(import.meta.dirname, '../sample/feed.json');

/** A source that has one version, wants a key, and says when nothing has changed. */
const source = createServer((request, response) => {
  if (request.headers.authorization !== 'Bearer a-key-of-the-feed') return response.writeHead(401).end();
  if (request.headers['if-none-match'] === '"1"') return response.writeHead(304).end();
  return response.writeHead(200, { etag: '"1"' }).end('{"families":[{"name":"Quiet Heron"}]}');
}).listen(0, '127.0.0.1');
await new Promise((listening) => source.once('listening', listening));
afterAll(() => source.close());
const url = `http://127.0.0.1:${(source.address() as AddressInfo).port}/feed.json`;

test('families and domains arrive, an indicator indicates its family', async () => {
  const { objects } = await runOnce(connector, { config: { url: SAMPLE, minScore: 50 } });

  expect(objects).toContainStix({ type: 'malware', name: 'Slow Otter' });
  expect(objects).toContainStix({ type: 'indicator', name: 'login.quiet-heron.example', x_opencti_score: 90 });
  expect(objects).not.toContainStix({ type: 'indicator', name: 'cdn.quiet-heron.example' });
  expect(objects).toContainStix({ type: 'relationship', relationship_type: 'indicates' });
});

test('a feed that has not changed is not imported again', async () => {
  const platform = new FakePlatform();
  const run = () => runOnce(connector, { config: { url, apiKey: 'a-key-of-the-feed' }, http: localHttp(), platform });

  expect((await run()).objects).toContainStix({ type: 'malware', name: 'Quiet Heron' });
  expect((await run()).objects).toEqual([]);
});

describeConnector(connector, {
  config: { url: SAMPLE, apiKey: 'a-key-of-the-feed' },
  failing: { config: { url, apiKey: 'not-the-key' }, http: localHttp() },
  readme: join(import.meta.dirname, '../README.md'),
});
