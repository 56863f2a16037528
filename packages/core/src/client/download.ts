import type { Readable } from 'node:stream';
import { InputError, PlatformError } from '../errors.ts';

/** Limits of a download. */
export interface DownloadOptions {
  readonly signal?: AbortSignal;
  /** Largest file, bytes; 2 GB unless given. */
  readonly maxBytes?: number;
  /** Longest time without a byte, milliseconds; 60,000 unless given. */
  readonly idleMs?: number;
}

const MAX_BYTES = 2_000_000_000;
const IDLE_MS = 60_000;

/** The address of a stored file: its id, encoded segment by segment (protocol.md 6.1). */
export function storagePath(fileId: string): string {
  return `/storage/get/${fileId.split('/').map(encodeURIComponent).join('/')}`;
}

/**
 * The bytes of an answer as they come, within the limits.
 * @throws InputError for a file that is too large, PlatformError when the connection stops giving.
 */
export async function* limited(
  stream: Readable,
  path: string,
  { maxBytes = MAX_BYTES, idleMs = IDLE_MS, signal }: DownloadOptions,
): AsyncGenerator<Uint8Array> {
  const stalled = new PlatformError(`download of ${path} gave nothing for ${idleMs / 1000} s`, {
    code: 'STALLED',
    retryable: true,
  });
  let timer = setTimeout(() => stream.destroy(stalled), idleMs);
  let bytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      clearTimeout(timer);
      bytes += chunk.length;
      if (bytes > maxBytes) throw new InputError(`The file ${path} is larger than the limit of ${maxBytes} bytes.`);
      yield chunk;
      timer = setTimeout(() => stream.destroy(stalled), idleMs);
    }
  } catch (cause) {
    signal?.throwIfAborted();
    if (PlatformError.isInstance(cause) || InputError.isInstance(cause)) throw cause;
    throw new PlatformError(`download of ${path} broke off after ${bytes} bytes`, {
      code: 'BROKEN_OFF',
      retryable: true,
      cause,
    });
  } finally {
    clearTimeout(timer);
    stream.destroy();
  }
}
