import { InputError } from '@opencti-connectors/core';
import { NOT_OURS } from './limits.ts';

/** How a text is read. `lines`: one value of JSON in each. */
export type Format = 'json' | 'lines' | 'csv';

/** Enough of a text to tell its format: a line, unless it is a very long one. */
export function isEnoughToTell(head: Uint8Array): boolean {
  return head.length >= 1_000_000 || (head.length >= 16_000 && head.includes(LINE_FEED));
}

const LINE_FEED = 0x0a;
const LINES = /\.(ndjson|jsonl)(\.gz)?$/i;
const MISP = /^\s*(\[\s*)?\{\s*"(Event|response)"\s*:/;

/**
 * What the beginning of a text shows; its media type is not asked.
 * @throws InputError for an empty text; with the code `NOT_OURS` for what other importers are for.
 */
export function formatOf(head: Uint8Array, name: string): Format {
  const text = Buffer.from(head).toString('utf8').trimStart();
  if (text === '') throw new InputError('The file is empty.');
  if (text.startsWith('<')) throw xml(text);
  if (MISP.test(text)) throw notOurs('This is JSON of MISP: it is imported by import-file-misp.');
  if (text.startsWith('{') || text.startsWith('[')) return LINES.test(name) || isLines(text) ? 'lines' : 'json';
  if (text.includes('\0') || text.startsWith('%PDF-')) throw notOurs('This is neither JSON nor a table.');
  return 'csv';
}

export function notOurs(message: string): InputError {
  return new InputError(message, { code: NOT_OURS });
}

function xml(text: string): InputError {
  if (!/stix/i.test(text)) return notOurs('This is XML, which is not read.');
  return new InputError('This is STIX 1 in XML: convert it to STIX 2.1 first, for example by stix2-elevator.');
}

/** A first line that is a whole value, with more behind it. */
function isLines(text: string): boolean {
  const end = text.indexOf('\n');
  if (end < 0 || text.slice(end).trim() === '') return false;
  try {
    return typeof JSON.parse(text.slice(0, end)) === 'object';
  } catch {
    return false;
  }
}
