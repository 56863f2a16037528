import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import type { Stream } from '@opencti-connectors/core';
import { domainName, malware } from '@opencti-connectors/core/stix';
import { describeConnector, FakeDeadLetters, FakeLiveStream, followStream } from '@opencti-connectors/testing';
import { afterAll, expect, test } from 'vitest';
import definition from './connector.ts';
import type { Message } from './message.ts';

const connector = definition as unknown as Stream;
const closers: (() => void)[] = [];
afterAll(() => {
  for (const close of closers) close();
});

/** A receiver with its own port; it refuses messages whose name is in `refusing`. */
async function receiver(refusing: readonly string[] = []) {
  const messages: Message[] = [];
  const server = createServer(async (request, response) => {
    const message = (await json(request)) as Message;
    if (refusing.includes(message.name)) return response.writeHead(422).end();
    messages.push(message);
    return response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise((listening) => server.once('listening', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, messages };
}

test('a change arrives with its name and a link; other types are left out', async () => {
  const { url, messages } = await receiver();
  const stream = new FakeLiveStream();
  stream.add({ type: 'create', data: malware({ name: 'Quiet Heron', is_family: true }) });
  stream.add({ type: 'update', data: domainName('login.quiet-heron.example') });
  const run = await followStream(connector, { config: { url, types: ['domain-name'] }, stream });

  await expect.poll(() => messages.length).toBe(1);
  await run.stop();

  expect(messages).toMatchObject([{ what: 'update', type: 'domain-name', name: 'login.quiet-heron.example' }]);
  expect(messages[0]?.link).toMatch(/^https:\/\/opencti\.example\/dashboard\/id\//);
});

test('what the receiver refuses is kept, and the rest goes on', async () => {
  const { url, messages } = await receiver(['refused.example']);
  const stream = new FakeLiveStream();
  stream.add({ type: 'create', data: domainName('refused.example') });
  stream.add({ type: 'create', data: domainName('taken.example') });
  const deadLetters = new FakeDeadLetters();
  const run = await followStream(connector, { config: { url }, stream, deadLetters });

  await expect.poll(() => messages.map(({ name }) => name)).toEqual(['taken.example']);
  await run.stop();

  expect(deadLetters.letters).toMatchObject([{ reason: expect.stringContaining('HTTP 422') }]);
});

describeConnector(connector, {
  async place() {
    const { url, messages } = await receiver();
    return {
      config: { url },
      received: async (ids) => ids.filter((id) => messages.some((one) => one.id.endsWith(id))).length,
    };
  },
  failing: { url: 'http://127.0.0.1:1/', token: 'a-token-that-nobody-may-see' },
  readme: join(import.meta.dirname, '../README.md'),
});
