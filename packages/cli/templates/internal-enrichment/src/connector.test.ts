import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { InternalEnrichment } from '@opencti-connectors/core';
import { domainName, ipv4Address, tlpId } from '@opencti-connectors/core/stix';
import { describeConnector, enrichOnce, localHttp } from '@opencti-connectors/testing';
import { afterAll, expect, test } from 'vitest';
import definition from './connector.ts';

const connector = definition as unknown as InternalEnrichment;
const entity = domainName('login.quiet-heron.example', { object_marking_refs: [tlpId('TLP:GREEN')] });

/** A service that wants a key and knows one domain and one address. */
const ANSWERS: Readonly<Record<string, object>> = {
  '/v1/domain/login.quiet-heron.example': { score: 90, since: '2026-01-02T03:04:05Z', families: ['Quiet Heron'] },
  '/v1/ip/192.0.2.1': { score: 10, since: '2026-01-02T03:04:05Z' },
};
const service = createServer((request, response) => {
  if (request.headers.authorization !== 'Bearer a-key-of-the-service') return response.writeHead(401).end();
  const found = ANSWERS[request.url ?? ''];
  return found ? response.end(JSON.stringify(found)) : response.writeHead(404).end();
}).listen(0, '127.0.0.1');
await new Promise((listening) => service.once('listening', listening));
afterAll(() => service.close());
const config = { url: `http://127.0.0.1:${(service.address() as AddressInfo).port}`, apiKey: 'a-key-of-the-service' };

test('a bad domain gets an indicator that indicates its malware', async () => {
  const { objects, said } = await enrichOnce(connector, { config, entity, http: localHttp() });

  expect(objects).toContainStix({ type: 'indicator', name: 'login.quiet-heron.example', x_opencti_score: 90 });
  expect(objects).toContainStix({ type: 'relationship', relationship_type: 'based-on', target_ref: entity.id });
  expect(objects).toContainStix({ type: 'malware', name: 'Quiet Heron' });
  expect(said).toBe('login.quiet-heron.example has a score of 90.');
});

test.each([
  ['192.0.2.1', '192.0.2.1 has a score of 10.'],
  ['192.0.2.2', '192.0.2.2 is not known.'],
])('nothing is made of %s, and the work says why', async (value, sentence) => {
  const { objects, said } = await enrichOnce(connector, { config, entity: ipv4Address(value), http: localHttp() });

  expect(objects).not.toContainStix({ type: 'indicator' });
  expect(said).toBe(sentence);
});

describeConnector(connector, {
  config,
  entity,
  http: localHttp(),
  failing: { config: { ...config, apiKey: 'not-the-key' } },
  readme: join(import.meta.dirname, '../README.md'),
});
