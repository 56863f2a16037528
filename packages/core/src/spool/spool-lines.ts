import { open } from 'node:fs/promises';
import type { SpooledEvent } from '../ports/stream.ts';

const READ_BYTES = 256_000;
const LINE_FEED = 0x0a;

/** `<id> <type> <JSON>`: a line feed between parts of JSON says nothing, and would end the line. */
export function lineOf({ id, type, text }: SpooledEvent): string {
  const line = text.includes('\n') ? text.replaceAll('\n', ' ') : text;
  return `${id} ${type} ${line}\n`;
}

export interface SpooledLine {
  readonly event: SpooledEvent;
  /** Offset of the end of its line. */
  readonly end: number;
}

/** Whole lines of a file between two offsets, some at a time. The second offset is the end of a line. */
export async function readLines(path: string, from: number, to: number): Promise<SpooledLine[]> {
  const file = await open(path, 'r');
  try {
    for (let most = READ_BYTES; ; most *= 4) {
      const buffer = Buffer.allocUnsafe(Math.min(most, to - from));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
      const bytes = buffer.subarray(0, bytesRead);
      if (bytes.includes(LINE_FEED)) return split(bytes, from);
      if (bytesRead < most) return [{ event: parse(bytes.toString()), end: to }];
    }
  } finally {
    await file.close();
  }
}

function split(bytes: Buffer, from: number): SpooledLine[] {
  const lines: SpooledLine[] = [];
  for (let start = 0, at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, start)) {
    lines.push({ event: parse(bytes.toString('utf8', start, at)), end: from + at + 1 });
    start = at + 1;
  }
  return lines;
}

/** What a failing disk has made of a line has no type that anybody knows. */
function parse(line: string): SpooledEvent {
  const [id = '', type = ''] = line.slice(0, 100).split(' ', 2);
  return { id, type, text: line.slice(id.length + type.length + 2) };
}
