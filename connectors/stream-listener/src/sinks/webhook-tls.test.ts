import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recorded, settingsOf } from '../events.fixtures.ts';
import { WebhookSink } from './webhook.ts';

const folder = mkdtempSync(join(tmpdir(), 'stream-listener-tls-'));
const file = (name: string) => join(folder, name);
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });

function hasOpenssl(): boolean {
  try {
    openssl('version');
    return true;
  } catch {
    console.warn('Skipped: openssl makes the certificates of these tests, and is not here.');
    return false;
  }
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** An authority, and a certificate of it for somebody. */
function certify(name: string, authority: string): void {
  openssl('req', '-new', ...KEY, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
  writeFileSync(file('san.ext'), 'subjectAltName=IP:127.0.0.1');
  const by = ['-CA', `${authority}.pem`, '-CAkey', `${authority}.key`, '-CAcreateserial'];
  openssl('x509', '-req', '-in', `${name}.csr`, ...by, '-out', `${name}.pem`, '-days', '2', '-extfile', 'san.ext');
}

function makeAuthority(name: string): void {
  openssl(
    'req',
    '-x509',
    ...KEY,
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.pem`,
    '-subj',
    `/CN=${name}`,
    '-days',
    '2',
  );
}

const callers: string[] = [];
let url = '';
const isThere = hasOpenssl();
const server = createServer((request, response) => {
  callers.push(String((request.socket as TLSSocket).getPeerCertificate().subject.CN));
  request.resume().on('end', () => response.end());
});

beforeAll(async () => {
  if (!isThere) return;
  for (const name of ['authority', 'stranger']) makeAuthority(name);
  certify('receiver', 'authority');
  certify('listener', 'authority');
  certify('intruder', 'stranger');
  const [key, cert, ca] = ['receiver.key', 'receiver.pem', 'authority.pem'].map((name) => readFileSync(file(name)));
  server.setSecureContext({ key: key ?? '', cert: cert ?? '', ca: ca ?? '' });
  Object.assign(server, { requestCert: true, rejectUnauthorized: true });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterAll(() => server.close());

const item = () =>
  recorded()
    .slice(0, 1)
    .map((event) => ({ event, head: '{}', tail: '' }));

function deliver(given: Record<string, string | boolean>) {
  const sink = new WebhookSink(settingsOf({ sink: 'webhook', webhookUrl: url, ...given }));
  return sink.deliver(item(), new AbortController().signal);
}

const of = (name: string) => ({ webhookSslCert: file(`${name}.pem`), webhookSslKey: file(`${name}.key`) });

test.skipIf(!isThere)('a client certificate is shown, from files or as text', async () => {
  await deliver({ webhookSslCa: file('authority.pem'), ...of('listener') });
  const texts = {
    webhookSslCert: readFileSync(file('listener.pem'), 'utf8'),
    webhookSslKey: readFileSync(file('listener.key'), 'utf8'),
  };
  await deliver({ webhookSslCa: readFileSync(file('authority.pem'), 'utf8'), ...texts });
  expect(callers).toEqual(['listener', 'listener']);
});

test.skipIf(!isThere).each([
  ['without a certificate', () => ({ webhookSslCa: file('authority.pem') })],
  ['with one of a stranger', () => ({ webhookSslCa: file('authority.pem'), ...of('intruder') })],
  ['to a receiver that nobody vouches for', () => ({ webhookSslCa: file('stranger.pem'), ...of('listener') })],
  ['to a receiver whose authority is not named', () => of('listener')],
] as const)('%s nothing is delivered, and it is tried again', async (_what, given) => {
  const before = callers.length;
  await expect(deliver(given())).rejects.toMatchObject({
    retryable: true,
    message: expect.stringContaining('STREAM_LISTENER_WEBHOOK_URL cannot be reached ('),
  });
  expect(callers).toHaveLength(before);
});

test.skipIf(!isThere)('a receiver is not verified where that is switched off', async () => {
  await deliver({ webhookSslVerify: false, ...of('listener') });
  expect(callers.at(-1)).toBe('listener');
});
