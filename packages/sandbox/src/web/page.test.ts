import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../index.ts';

let sandbox: Sandbox;
let consoleFolder = '';
beforeEach(async () => {
  const parent = mkdtempSync(join(tmpdir(), 'sandbox-console-'));
  consoleFolder = join(parent, 'console');
  mkdirSync(join(consoleFolder, 'assets'), { recursive: true });
  writeFileSync(join(parent, 'secret.txt'), 'secret');
  writeFileSync(join(consoleFolder, 'index.html'), '<!doctype html>');
  writeFileSync(join(consoleFolder, '.hidden'), 'hidden');
  writeFileSync(join(consoleFolder, 'assets/index-1.js'), 'export {}');
  sandbox = await startSandbox({ consoleFolder });
});
afterEach(() => sandbox.close());

/** As it is written: `fetch` would tidy the path. */
function get(path: string, method = 'GET'): Promise<{ status: number; text: string; type: string; header: Headers }> {
  const { hostname, port } = new URL(sandbox.url);
  return new Promise((done, failed) => {
    const call = request({ hostname, port, path, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const header = new Headers(response.headersDistinct as Record<string, never>);
        const [status, type] = [response.statusCode ?? 0, response.headers['content-type'] ?? ''];
        done({ status, text: Buffer.concat(chunks).toString(), type, header });
      });
    });
    call.on('error', failed);
    call.end();
  });
}

test('serves the page below /console/, and leads there', async () => {
  expect(await get('/')).toMatchObject({ status: 302 });
  expect((await get('/console')).header.get('location')).toBe('/console/');
  expect(await get('/console/')).toMatchObject({
    status: 200,
    text: '<!doctype html>',
    type: expect.stringContaining('text/html'),
  });
  expect(await get('/console/assets/index-1.js')).toMatchObject({
    status: 200,
    type: expect.stringContaining('text/javascript'),
  });
  expect(await get('/console/', 'HEAD')).toMatchObject({ status: 200, text: '' });
  expect(await get('/console/', 'POST')).toMatchObject({ status: 405 });
});

test('every answer has the strict policy, refusals too', async () => {
  for (const path of ['/console/', '/console/assets/index-1.js', '/console/nothing']) {
    const { header } = await get(path);
    expect(header.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(header.get('content-security-policy')).not.toMatch(/unsafe|https?:|\*/);
    expect(header.get('x-content-type-options')).toBe('nosniff');
  }
});

test.each([
  '/console/../secret.txt',
  '/console/..%2fsecret.txt',
  '/console/%2e%2e/secret.txt',
  '/console/..\\secret.txt',
  '/console//etc/passwd',
  '/console/.hidden',
  '/console/assets',
  '/console/assets/',
])('gives nothing for %s', async (path) => {
  expect(await get(path)).toMatchObject({ status: 404 });
});

test('the link signs in on this machine alone', async () => {
  const token = sandbox.platform.adminToken;
  expect(sandbox.consoleLink).toBe(`${sandbox.url}/console/#token=${token}`);
  const open = await startSandbox({ consoleFolder, host: '0.0.0.0' });
  expect(open.consoleLink).toBe(`${open.url}/console/`);
  await open.close();
});

test('without a built page there is no link, and the words say how to build it', async () => {
  const bare = await startSandbox({ consoleFolder: join(consoleFolder, 'none') });
  expect(bare.consoleLink).toBeUndefined();
  const answer = await fetch(`${bare.url}/console/`);
  expect([answer.status, await answer.text()]).toEqual([404, 'The console is not built: `npm run console` builds it']);
  await bare.close();
});

test('counts are those of the platform’s lists, for who may read knowledge', async () => {
  const { graph, adminToken } = sandbox.platform;
  const amber = 'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82';
  const malware = graph.upsert({ type: 'malware', id: 'malware--1', name: 'One' });
  const address = graph.upsert({
    type: 'ipv4-addr',
    id: 'ipv4-addr--1',
    value: '192.0.2.1',
    object_marking_refs: [amber],
  });
  const refs = { source_ref: malware.standardId, target_ref: address.standardId };
  graph.upsert({ type: 'relationship', id: 'relationship--1', relationship_type: 'communicates-with', ...refs });
  const counts = async (token: string) => {
    const answer = await fetch(`${sandbox.url}/sandbox/counts`, { headers: { authorization: `Bearer ${token}` } });
    return answer.ok ? await answer.json() : answer.status;
  };
  const limited = sandbox.platform.addUser('limited', ['APIACCESS_USETOKEN', 'KNOWLEDGE']);
  const relationships = { 'communicates-with': 1 };
  expect(await counts(adminToken)).toEqual({ entities: { Malware: 1, 'IPv4-Addr': 1 }, relationships });
  expect(await counts(limited)).toEqual({ entities: { Malware: 1 }, relationships });
  expect(await counts('wrong')).toBe(403);
});
