import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { localHttp } from './local-http.ts';
import { replay } from './replay.ts';

const SECRET = 'key-of-the-source';

test('records with secrets struck out, and plays the same answers without the source', async () => {
  const server = createServer((request, response) => {
    response.setHeader('etag', '"1"').end(JSON.stringify({ asked: request.url }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed?key=${SECRET}`;
  const file = join(mkdtempSync(join(tmpdir(), 'replay-')), 'feed.json');
  const schema = z.object({ asked: z.string() });

  const recorded = await replay(file, { secrets: [SECRET], record: localHttp() }).json(url, { schema });
  server.close();
  server.closeAllConnections();
  const played = await replay(file, { secrets: [SECRET] }).json(url, { schema });

  expect(recorded).toMatchObject({ value: { asked: `/feed?key=${SECRET}` }, etag: '"1"' });
  expect(played).toMatchObject({ status: 'ok', value: { asked: '/feed?key=***' }, etag: '"1"' });
  expect(readFileSync(file, 'utf8')).not.toContain(SECRET);
  await expect(replay(file).text('https://other.example/')).rejects.toThrow('was not recorded');
  await expect(replay(file, { secrets: [SECRET] }).bytes(url)).resolves.toMatchObject({ status: 'ok' });
});

test('a file that is not there says how to make it', () => {
  expect(() => replay('/nowhere/feed.json')).toThrow('run the test with RECORD=1');
});
