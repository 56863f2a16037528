import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { boundaryOf, readParts } from './multipart.ts';

/** A body in pieces of this size. */
async function* inPieces(body: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}

async function read(body: Buffer, boundary: string, size: number) {
  const parts: { name: string; filename: string | undefined; bytes: Buffer }[] = [];
  await readParts(inPieces(body, size), boundary, ({ name, filename }) => {
    const part = { name, filename, bytes: Buffer.alloc(0) };
    parts.push(part);
    return async (chunk) => {
      part.bytes = Buffer.concat([part.bytes, chunk]);
    };
  });
  return parts;
}

test.each([1, 2, 3, 7, 64, 1_000, 100_000])('reads what a client wrote, in pieces of %i bytes', async (size) => {
  // Line breaks and beginnings of the boundary inside the content must not end it.
  const tricky = Buffer.concat([Buffer.from('\r\n--\r\n-----\r\n'), randomBytes(3_000), Buffer.from('\r\n-')]);
  const form = new FormData();
  form.set('operations', '{"query":"é"}');
  form.set('0', new Blob([tricky]), 'Été "quoted" (1).bin');
  form.set('1', new Blob([]), 'empty.txt');
  const response = new Response(form);
  const boundary = boundaryOf(response.headers.get('content-type') ?? undefined) ?? '';
  const body = Buffer.from(await response.arrayBuffer());

  const [field, file, empty] = await read(body, boundary, size);

  expect(field).toMatchObject({ name: 'operations', filename: undefined });
  expect(field?.bytes.toString()).toBe('{"query":"é"}');
  expect(file).toMatchObject({ name: '0', filename: 'Été "quoted" (1).bin' });
  expect(file?.bytes.equals(tricky)).toBe(true);
  expect(empty).toMatchObject({ filename: 'empty.txt', bytes: Buffer.alloc(0) });
});

test('reads a file name in the extended form', async () => {
  const head = `content-disposition: form-data; name="0"; filename*=utf-8''%C3%89t%C3%A9.json`;
  const body = Buffer.from(`--b\r\n${head}\r\ncontent-type: application/json\r\n\r\n{}\r\n--b--\r\n`);
  expect(await read(body, 'b', 10)).toMatchObject([{ name: '0', filename: 'Été.json' }]);
});

test('refuses a body that ends too early, and a head without end', async () => {
  await expect(read(Buffer.from('--b\r\nx: y\r\n\r\ncontent'), 'b', 5)).rejects.toThrow('before its last part did');
  const endless = Buffer.concat([Buffer.from('--b\r\n'), Buffer.alloc(40_000, 'h')]);
  await expect(read(endless, 'b', 1_000)).rejects.toThrow('too long');
});

test('knows what is multipart', () => {
  expect(boundaryOf('multipart/form-data; boundary="a b"')).toBe('a b');
  expect(boundaryOf('multipart/form-data; boundary=xyz; charset=utf-8')).toBe('xyz');
  expect(boundaryOf('application/json')).toBeUndefined();
});
