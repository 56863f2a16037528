import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { damaged, refuseBomb } from './limits.ts';

/** Unpacks gzip. @throws InputError `DAMAGED` where it is broken or ends too early, `TOO_LARGE` for a bomb. */
export async function* gunzipped(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unpacker = createGunzip();
  let [packed, unpacked] = [0, 0];
  async function* counted() {
    for await (const chunk of bytes) {
      packed += chunk.length;
      yield chunk;
    }
  }
  // Its error comes out of the unpacker, too.
  const feeding = pipeline(counted, unpacker).catch(() => undefined);
  try {
    for await (const chunk of unpacker as AsyncIterable<Uint8Array>) {
      unpacked += chunk.length;
      refuseBomb(packed, unpacked);
      yield chunk;
    }
  } catch (error) {
    throw asDamage(error, unpacked);
  } finally {
    unpacker.destroy();
    await feeding;
  }
}

function asDamage(error: unknown, unpacked: number): unknown {
  const code = String((error as { code?: unknown }).code);
  if (code === 'Z_BUF_ERROR') return damaged(`the gzip ends too early, behind byte ${unpacked} of its text`, error);
  return code.startsWith('Z_') ? damaged(`the gzip is damaged behind byte ${unpacked} of its text`, error) : error;
}
