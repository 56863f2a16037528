import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '@opencti-connectors/sandbox';
import { afterEach, describe, expect, test } from 'vitest';
import { attackFile, ConnectorProcess, settings } from './connector-process.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function sandboxAt() {
  const sandbox = await startSandbox({ connectorToken: 'token-of-the-connector' });
  closers.push(() => sandbox.close());
  return sandbox;
}

type Sandbox = Awaited<ReturnType<typeof sandboxAt>>;

/** One run; gives the exit code and all that was said. */
async function runOnce(sandbox: Sandbox, more: Record<string, string>, token = sandbox.platform.connectorToken) {
  const env = { ...settings({ url: sandbox.url, token }, attackFile(3)), ...more };
  const connector = new ConnectorProcess(env, ['--once']);
  closers.push(() => connector.child.kill('SIGKILL'));
  const code = await connector.exited;
  await sandbox.platform.idle();
  return { code, said: JSON.stringify(connector.lines) + connector.errors, lines: connector.lines };
}

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'opencti-connectors-copies-'));
}

/** Takes every object; whether signatures are right is tested where they are made. */
async function bucket(status = 200) {
  const puts: { path: string; authorization: string; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const { url: path = '', method, headers } = request;
    if (method === 'PUT') puts.push({ path, authorization: headers.authorization ?? '', body });
    response.writeHead(status).end('<ListBucketResult></ListBucketResult>');
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { puts, port: (server.address() as AddressInfo).port };
}

describe('copies', () => {
  test('to a directory, beside the sending', async () => {
    const sandbox = await sandboxAt();
    const place = folder();

    const { code } = await runOnce(sandbox, {
      CONNECTOR_SEND_TO_DIRECTORY: 'true',
      CONNECTOR_SEND_TO_DIRECTORY_PATH: place,
    });

    const [name = '', ...others] = readdirSync(place);
    const copy = JSON.parse(readFileSync(join(place, name), 'utf8'));
    expect([code, others]).toEqual([0, []]);
    expect(name).toMatch(/^mitre_att-ck-\d{8}-\d{6}-/);
    expect(copy.bundle.objects).toHaveLength(3);
    expect(copy).toMatchObject({
      bundle_type: 'DIRECTORY_BUNDLE',
      applicant_id: sandbox.platform.users().find(({ name: user }) => user === 'connector')?.id,
      connector: { name: 'MITRE ATT&CK', type: 'EXTERNAL_IMPORT' },
    });
    expect(sandbox.platform.counts().entitiesByType).toEqual({ tool: 3 });
  });

  test('to the bucket that the platform hands out, and to one of the settings', async () => {
    const sandbox = await sandboxAt();
    const [handedOut, own] = [await bucket(), await bucket()];
    sandbox.platform.storage.port = handedOut.port;

    const first = await runOnce(sandbox, { CONNECTOR_SEND_TO_S3: 'true' });
    sandbox.platform.registry.reset('1f0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d11');
    await runOnce(sandbox, {
      CONNECTOR_SEND_TO_S3: 'true',
      CONNECTOR_SEND_TO_S3_BUCKET: 'mine',
      CONNECTOR_SEND_TO_S3_FOLDER: '.',
      S3_PORT: String(own.port),
      S3_ACCESS_KEY: 'my-access-key',
      S3_SECRET_KEY: 'my-secret-key',
    });

    expect(first.code).toBe(0);
    expect(handedOut.puts.map(({ path }) => path)).toEqual([
      expect.stringMatching(/^\/opencti-bucket\/connectors\/mitre_att-ck-.*\.json$/),
    ]);
    expect(handedOut.puts[0]?.authorization).toContain('Credential=sandbox/');
    expect(own.puts.map(({ path }) => path)).toEqual([expect.stringMatching(/^\/mine\/mitre_att-ck-.*\.json$/)]);
    expect(own.puts[0]?.authorization).toContain('Credential=my-access-key/');
    expect(JSON.parse(own.puts[0]?.body ?? '')).toMatchObject({ bundle_type: 'S3_BUNDLE' });
  });

  test('that fail are said and cost the import nothing; no key is logged', async () => {
    const sandbox = await sandboxAt();
    const { port } = await bucket(403);

    const { code, said, lines } = await runOnce(sandbox, {
      CONNECTOR_SEND_TO_S3: 'true',
      CONNECTOR_LOG_LEVEL: 'debug',
      S3_PORT: String(port),
      S3_SECRET_KEY: 'my-secret-key',
    });

    expect(code).toBe(0);
    expect(sandbox.platform.counts().entitiesByType).toEqual({ tool: 3 });
    expect(lines.map(({ message }) => message)).toContain(
      'copy could not be written; the data are on their way to the platform all the same',
    );
    expect(said).toContain('answers PUT with HTTP 403');
    expect(said).not.toContain('my-secret-key');
  });

  test('only: nothing is imported, no work is opened, and the next run has nothing to do', async () => {
    const sandbox = await sandboxAt();
    const place = folder();
    const file = attackFile(2);
    const more = {
      CONNECTOR_SEND_TO_QUEUE: 'false',
      CONNECTOR_SEND_TO_DIRECTORY: 'true',
      CONNECTOR_SEND_TO_DIRECTORY_PATH: place,
      MITRE_ICS_ATTACK_FILE_URL: file,
    };

    const codes = [(await runOnce(sandbox, more)).code, (await runOnce(sandbox, more)).code];

    expect([codes, readdirSync(place).length]).toEqual([[0, 0], 1]);
    expect(sandbox.platform.works.all()).toEqual([]);
    expect(sandbox.platform.counts().entitiesByType).toEqual({});
  });

  test('only, to a place that takes none: the run fails, and the next one sends again', async () => {
    const sandbox = await sandboxAt();
    const blocked = join(folder(), 'a-file');
    writeFileSync(blocked, '');
    const place = folder();
    const only = { CONNECTOR_SEND_TO_QUEUE: 'false', CONNECTOR_SEND_TO_DIRECTORY: 'true' };

    const failed = await runOnce(sandbox, { ...only, CONNECTOR_SEND_TO_DIRECTORY_PATH: blocked });
    const again = await runOnce(sandbox, { ...only, CONNECTOR_SEND_TO_DIRECTORY_PATH: place });

    expect([failed.code, again.code, readdirSync(place).length]).toEqual([1, 0, 1]);
    expect(failed.said).toContain('EEXIST');
  });
});

interface WithAccounts {
  readonly accounts?: { all(): { id: string; email: string }[]; tokensOf(id: string): { plaintext: string }[] };
}
interface WithFiles {
  readonly files?: { all(): { id: string; name: string }[] };
}

const probe = await startSandbox();
const { accounts, files } = probe.platform as WithAccounts & WithFiles;
await probe.close();

if (accounts)
  describe('the automatic service account', () => {
    const AUTO = {
      CONNECTOR_AUTO_CREATE_SERVICE_ACCOUNT: 'true',
      CONNECTOR_AUTO_CREATE_SERVICE_ACCOUNT_CONFIDENCE_LEVEL: '40',
    };

    test('is made once, gets a new token at each start, and does the work; no token is logged', async () => {
      const sandbox = await sandboxAt();
      const kept = (sandbox.platform as WithAccounts).accounts;
      const find = () => kept?.all().filter(({ email }) => email === 'MITRE-ATT-CK@connector.octi.filigran.io') ?? [];

      const first = await runOnce(sandbox, AUTO, sandbox.platform.adminToken);
      const [account] = find();
      const token = kept?.tokensOf(account?.id ?? '')[0]?.plaintext ?? 'none';
      const second = await runOnce(sandbox, { ...AUTO, CONNECTOR_LOG_LEVEL: 'debug' }, sandbox.platform.adminToken);
      const tokens = kept?.tokensOf(account?.id ?? '') ?? [];

      expect([first.code, second.code, find().length, tokens.length]).toEqual([0, 0, 1, 1]);
      expect(account).toMatchObject({ name: '[C] MITRE ATT&CK', maxConfidence: 40 });
      expect(sandbox.platform.registry.all().map((one) => one.connector_user_id)).toEqual([account?.id]);
      expect(sandbox.platform.counts().entitiesByType).toEqual({ tool: 3 });
      expect(tokens[0]?.plaintext).not.toBe(token);
      for (const secret of [token, tokens[0]?.plaintext, sandbox.platform.adminToken]) {
        expect(first.said + second.said).not.toContain(secret);
      }
    });

    test('needs a token that may make accounts: the message names the capability', async () => {
      const sandbox = await sandboxAt();

      const { code, said } = await runOnce(sandbox, AUTO);

      expect(code).toBe(1);
      expect(said).toContain('SETTINGS_SETACCESSES');
      expect(sandbox.platform.registry.all()).toEqual([]);
    });
  });

if (files)
  describe('validation before import', () => {
    test('puts the bundle into a workbench and imports nothing', async () => {
      const sandbox = await sandboxAt();

      const { code } = await runOnce(sandbox, { CONNECTOR_VALIDATE_BEFORE_IMPORT: 'true' });

      const [work] = sandbox.platform.works.all();
      expect(code).toBe(0);
      expect((sandbox.platform as WithFiles).files?.all().map(({ name }) => name)).toEqual([`${work?.id}.json`]);
      expect(work).toMatchObject({ status: 'complete', errors: [] });
      expect(sandbox.platform.counts().entitiesByType).toEqual({});
    });
  });
