import type { FileHandle } from 'node:fs/promises';

/** Only the owner reads what may be marked TLP:RED. */
export const MODE = 0o600;
export const FOLDER_MODE = 0o700;

const TAIL_BYTES = 65_536;
const LINE_FEED = 0x0a;

/** Offset after the last line feed of a file, looked for from its end; 0 without one. */
export async function lastLineEnd(file: FileHandle, size: number): Promise<number> {
  const buffer = Buffer.alloc(TAIL_BYTES);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - TAIL_BYTES);
    const { bytesRead } = await file.read(buffer, 0, end - start, start);
    const at = buffer.subarray(0, bytesRead).lastIndexOf(LINE_FEED);
    if (at >= 0) return start + at + 1;
    end = start;
  }
  return 0;
}

/** The code of an error of the file system, else its words. */
export function codeOf(cause: unknown): string {
  return String((cause as { code?: unknown })?.code ?? cause);
}
