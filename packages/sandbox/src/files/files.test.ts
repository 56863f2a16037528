import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../index.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const UPLOAD = 'mutation U($file: Upload!) { uploadImport(file: $file) { id size } }';

async function upload(name: string, bytes: Uint8Array<ArrayBuffer>, query = UPLOAD, variables: object = {}) {
  const form = new FormData();
  form.set('operations', JSON.stringify({ query, variables: { file: null, ...variables } }));
  form.set('map', '{"0":["variables.file"]}');
  form.set('0', new Blob([bytes]), name);
  const headers = { authorization: `Bearer ${sandbox.platform.connectorToken}` };
  const response = await fetch(`${sandbox.url}/graphql`, { method: 'POST', headers, body: form });
  return (await response.json()) as { data?: Record<string, { id: string; size: number }>; errors?: unknown[] };
}

function download(id: string, token = sandbox.platform.connectorToken) {
  const headers = { authorization: `Bearer ${token}` };
  return fetch(`${sandbox.url}/storage/get/${id.split('/').map(encodeURIComponent).join('/')}`, { headers });
}

async function spooled(): Promise<number> {
  const folder = await sandbox.platform.spool.folder;
  return folder ? (await readdir(folder)).length : 0;
}

test('a large file goes through a temporary file and comes back to the byte; nothing stays behind', async () => {
  const bytes = new Uint8Array(randomBytes(9_000_000));
  const { data } = await upload('large.bin', bytes);
  expect(data?.uploadImport).toEqual({ id: 'import/global/large.bin', size: bytes.length });
  expect(await spooled()).toBe(1);

  const answer = await download('import/global/large.bin');
  expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);

  // Refused, the same again, and replaced: each gives its place back.
  await upload('refused.bin', bytes, 'mutation U($file: Upload!) { uploadImport(file: $file) { nothing } }');
  await upload('large.bin', bytes);
  await upload('large.bin', new Uint8Array(randomBytes(2_000_000)));
  expect(await spooled()).toBe(1);
  await sandbox.platform.files.delete('import/global/large.bin');
  expect(await spooled()).toBe(0);
});

test('closing the sandbox takes its temporary folder away', async () => {
  const other = await startSandbox();
  await other.platform.jobs.uploadAndImport('l.bin', randomBytes(2_000_000));
  const file = other.platform.files.find('import/global/l.bin');
  const path = String((file?.content.open() as { path?: unknown } | undefined)?.path);
  expect(existsSync(path)).toBe(true);

  await other.close();

  expect(existsSync(path)).toBe(false);
});

test('who may not see a marking gets neither the file nor its place in a list', async () => {
  const { platform } = sandbox;
  const reader = platform.addUser('reader', ['APIACCESS_USETOKEN', 'KNOWLEDGE', 'KNOWLEDGE_KNASKIMPORT']);
  const fileMarkings = ['marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed'];
  await platform.jobs.uploadAndImport('red.json', '{}', undefined, { fileMarkings });
  await platform.jobs.uploadAndImport('open.json', '{}');
  const headers = { authorization: `Bearer ${reader}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ query: 'query L { importFiles { edges { node { name entity_type } } } }' });
  const list = (await (await fetch(`${sandbox.url}/graphql`, { method: 'POST', headers, body })).json()) as object;

  expect((await download('import/global/red.json', reader)).status).toBe(503);
  expect((await download('import/global/open.json', reader)).status).toBe(200);
  expect(list).toEqual({
    data: { importFiles: { edges: [{ node: { name: 'open.json', entity_type: 'InternalFile' } }] } },
  });
});

test('lists and shows files without a token under a path of its own', async () => {
  await sandbox.platform.jobs.uploadAndImport('Été #1.csv', 'a;b');
  const listed = (await (await fetch(`${sandbox.url}/sandbox/files`)).json()) as { href: string }[];

  expect(listed).toMatchObject([
    { id: 'import/global/été #1.csv', name: 'Été #1.csv', mime_type: 'text/csv', size: 3 },
  ]);
  expect(await (await fetch(`${sandbox.url}${listed[0]?.href}`)).text()).toBe('a;b');
});

test('a map cannot reach outside of the request', async () => {
  const form = new FormData();
  form.set('operations', JSON.stringify({ query: UPLOAD, variables: {} }));
  form.set('map', '{"0":["__proto__.polluted","variables.constructor.polluted"]}');
  form.set('0', new Blob(['x']), 'x');
  await fetch(`${sandbox.url}/graphql`, { method: 'POST', body: form });
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test('an upload that is cut off leaves nothing behind', async () => {
  const head = `--b\r\ncontent-disposition: form-data; name="0"; filename="x.bin"\r\n\r\n`;
  const options = { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=b' } };
  const sending = request(`${sandbox.url}/graphql`, options);
  sending.on('error', () => undefined);
  sending.write(head);
  sending.write(randomBytes(3_000_000));
  await expect.poll(spooled).toBe(1);

  sending.destroy();

  await expect.poll(spooled).toBe(0);
});
