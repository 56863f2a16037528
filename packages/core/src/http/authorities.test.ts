import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttp } from './http.ts';

const folder = mkdtempSync(join(tmpdir(), 'authorities-'));
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
const pem = (name: string) => readFileSync(join(folder, name), 'utf8');

function hasOpenssl(): boolean {
  try {
    openssl('version');
    return true;
  } catch {
    console.warn('Skipped: openssl makes the certificates of these tests, and is not here.');
    return false;
  }
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];

/** An authority, and a server with a certificate of it. @returns the server's address. */
async function serve(authority: string): Promise<string> {
  openssl(
    'req',
    '-x509',
    ...KEY,
    '-keyout',
    `${authority}.key`,
    '-out',
    `${authority}.pem`,
    '-subj',
    `/CN=${authority}`,
  );
  openssl('req', '-new', ...KEY.slice(0, -2), '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=server');
  writeFileSync(join(folder, 'san.ext'), 'subjectAltName=IP:127.0.0.1');
  const by = ['-CA', `${authority}.pem`, '-CAkey', `${authority}.key`, '-CAcreateserial', '-days', '2'];
  openssl('x509', '-req', '-in', 'server.csr', ...by, '-out', 'server.pem', '-extfile', 'san.ext');
  const server = createServer({ key: pem('server.key'), cert: pem('server.pem') }, (_request, response) => {
    response.end(authority);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const closing: (() => unknown)[] = [];
const isThere = hasOpenssl();
const before = getCACertificates('default');
let [house, world] = ['', ''];
beforeAll(async () => {
  if (!isThere) return;
  [house, world] = [await serve('house'), await serve('world')];
  // Stands for the authorities that everybody trusts.
  setDefaultCACertificates([...before, pem('world.pem')]);
});
afterAll(() => {
  setDefaultCACertificates(before);
  for (const close of closing) close();
});

async function read(url: string, own?: string): Promise<string> {
  const caCertificates = own === undefined ? {} : { caCertificates: own };
  const http = createHttp({ userAgent: 'test', settingsHosts: ['127.0.0.1'], retryBaseMs: 1, ...caCertificates });
  const answer = await http.text(url, { attempts: 1 });
  return answer.status === 'ok' ? answer.value : answer.status;
}

test.skipIf(!isThere)('an authority of the house is trusted besides those that everybody trusts', async () => {
  await expect(read(house)).rejects.toThrow(house);
  expect(await read(world)).toBe('world');
  expect(await read(house, pem('house.pem'))).toBe('house');
  expect(await read(world, pem('house.pem'))).toBe('world');
  await expect(read(house, pem('world.pem'))).rejects.toThrow(house);
});
