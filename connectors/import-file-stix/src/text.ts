import { damaged } from './limits.ts';

const STRICT = new TextDecoder('utf-8', { fatal: true });
const LENIENT = new TextDecoder('utf-8');
const BOM_UTF8 = [0xef, 0xbb, 0xbf];

/** Text of one piece, or where it stops being UTF-8: bytes from its beginning. */
export function decoded(bytes: Uint8Array): string | { readonly invalidAt: number } {
  try {
    return STRICT.decode(bytes);
  } catch {
    const valid = LENIENT.decode(bytes).split('\uFFFD', 1)[0] ?? '';
    return { invalidAt: Buffer.byteLength(valid) };
  }
}

/** The encoding that the first bytes of a text show: by their byte order mark, else by where the zeros are. */
function encodingOf(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first = 1, second = 1] = head;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || (first === 0 && second !== 0) ? 'utf-16be' : 'utf-8';
}

/**
 * A text as UTF-8 without byte order mark. What is UTF-8 already is not looked at: pieces are, one by one.
 * @throws InputError `DAMAGED` for UTF-16 with half a pair, or half a unit.
 */
export async function* asUtf8(head: Uint8Array, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const encoding = encodingOf(head);
  if (encoding !== 'utf-8') return yield* transcoded(encoding, bytes);
  let skip = BOM_UTF8.every((byte, index) => head[index] === byte) ? BOM_UTF8.length : 0;
  for await (const chunk of bytes) {
    yield chunk.subarray(skip);
    skip = Math.max(0, skip - chunk.length);
  }
}

async function* transcoded(encoding: 'utf-16le' | 'utf-16be', bytes: AsyncIterable<Uint8Array>) {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let read = 0;
  const decode = (chunk?: Uint8Array) => {
    try {
      return Buffer.from(decoder.decode(chunk, { stream: chunk !== undefined }));
    } catch {
      throw damaged(`the text is not ${encoding.toUpperCase()} behind byte ${read}`);
    }
  };
  for await (const chunk of bytes) {
    yield decode(chunk);
    read += chunk.length;
  }
  yield decode();
}
