/** The HTTP callback: only the platform's own requests are taken, and no refusal logs a token. */
import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CallbackServer } from '../packages/core/src/listen/callback-server.ts';
import { TokenVerifier } from '../packages/core/src/listen/verify-token.ts';
import type { Delivery } from '../packages/core/src/ports/listen.ts';
import { TokenSigner } from '../packages/sandbox/src/jobs/token.ts';
import { fakeLog } from '../packages/testing/src/index.ts';

const PATH = '/api/callback';
const JOB = JSON.stringify({ internal: { work_id: 'work_1' }, event: { entity_id: 'x' } });
const HOUR_S = 3600;

let signer: TokenSigner;
let server: CallbackServer;
let url: string;
let jwks: string | null;
let refreshed: number;
let taken: Delivery[];
let stop: AbortController;
const log = fakeLog();

beforeEach(async () => {
  signer = new TokenSigner();
  jwks = JSON.stringify({ keys: [signer.publicKey] });
  refreshed = 0;
  taken = [];
  log.lines.length = 0;
  stop = new AbortController();
  const refresh = async () => {
    refreshed += 1;
  };
  const verifier = new TokenVerifier({ jwks: () => jwks, ownToken: 'own-token', connectorId: 'c1', refresh });
  server = new CallbackServer({ port: 0, path: PATH, verifier, log, answerAfterMs: 200 });
  url = `http://127.0.0.1:${await server.open()}${PATH}`;
  void server.listen((delivery) => void taken.push(delivery), stop.signal);
});
afterEach(() => server.close());

async function post(token: string | undefined, body = JOB, path = url): Promise<number> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = fetch(path, { method: 'POST', body, headers });
  await expect.poll(() => taken.length > 0 || answer, { timeout: 2_000 }).toBeTruthy();
  return (await answer).status;
}

function foreign(claims: object, algorithm = 'EdDSA', kid = signer.publicKey.kid) {
  const { privateKey } = generateKeyPairSync('ed25519');
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ iss: 'opencti', sub: 'connector', iat: now, exp: now + HOUR_S, ...claims })
    .setProtectedHeader({ kid, alg: algorithm, typ: 'JWT' })
    .sign(privateKey);
}

test('a token of the platform is taken: 202 when the job is done', async () => {
  const answer = post(await signer.sign());
  await expect.poll(() => taken.length).toBe(1);
  taken[0]?.done();
  expect(await answer).toBe(202);
});

test('a job that takes long is answered before the worker gives up; it goes on', async () => {
  expect(await post(await signer.sign())).toBe(202);
  expect(taken).toHaveLength(1);
});

test.each<[string, () => Promise<string | undefined>, string]>([
  ['without token', async () => undefined, 'no bearer token'],
  ['forged', async () => `${(await signer.sign()).slice(0, -6)}AAAAAA`, 'wrong signature'],
  ['of another key under the same name', () => foreign({}), 'wrong signature'],
  [
    'of a key that is not known',
    () => foreign({}, 'EdDSA', 'other'),
    'signed with a key that the platform does not have',
  ],
  ['expired', () => signer.sign({ exp: Math.floor(Date.now() / 1000) - HOUR_S }), 'expired'],
  ['of another issuer', () => signer.sign({ iss: 'somebody' }), 'wrong claim iss'],
  ['of another subject', () => signer.sign({ sub: 'user' }), 'wrong claim sub'],
  ['for another audience', () => signer.sign({ aud: 'c2' }), 'meant for another audience'],
  ['that is none', async () => 'eyJhbGciOiJub25lIn0.e30.', 'not a token'],
  ["the connector's own, where the platform signs", async () => 'own-token', 'not a token'],
])('%s: refused, and logged without the token', async (_name, make, reason) => {
  const token = await make();
  const answer = await fetch(url, {
    method: 'POST',
    body: JOB,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(401);
  expect(taken).toEqual([]);
  expect(log.lines).toMatchObject([{ level: 'warn', message: 'callback refused', fields: { reason } }]);
  if (token) expect(JSON.stringify(log.lines)).not.toContain(token);
});

test('keys that changed are asked for once a minute', async () => {
  for (let calls = 0; calls < 3; calls++) await post(await foreign({}, 'EdDSA', 'other'));
  expect(refreshed).toBe(1);
});

test('a platform that does not sign sends the token of the connector', async () => {
  jwks = null;
  expect(await post('own-token')).toBe(202);
  expect(await post('another')).toBe(401);
});

test('other paths, other verbs and bodies that are not JSON are refused', async () => {
  const token = await signer.sign();
  expect(await post(token, JOB, url.replace(PATH, '/other'))).toBe(404);
  expect((await fetch(url)).status).toBe(405);
  expect(await post(token, 'not JSON')).toBe(400);
  expect(taken).toEqual([]);
});

test('while the connector stops, the worker is told to send it again', async () => {
  stop.abort();
  expect(await post(await signer.sign())).toBe(503);
});
