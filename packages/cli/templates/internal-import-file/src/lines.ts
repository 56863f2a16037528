import { InputError } from '@opencti-connectors/core';

/** A line longer than this is no value, and would have to be held in memory. Characters. */
const LONGEST = 10_000;

/** Lines of a text, one by one, without their ends. @throws InputError for what is no text, or a line without end. */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (piece?: Uint8Array) => {
    try {
      return piece ? decoder.decode(piece, { stream: true }) : decoder.decode();
    } catch (cause) {
      throw new InputError('The file is no text in UTF-8.', { cause });
    }
  };
  let rest = '';
  for await (const piece of bytes) {
    const lines = (rest + decode(piece)).split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST) throw new InputError(`The file has a line of more than ${LONGEST} characters.`);
    yield* lines;
  }
  rest += decode();
  if (rest !== '') yield rest;
}
