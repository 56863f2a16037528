import { InputError, type Refusal } from '@opencti-connectors/core';
import type { StixObject } from '@opencti-connectors/core/stix';
import { readCsv } from './csv.ts';
import { formatOf, isEnoughToTell, notOurs } from './format.ts';
import { gunzipped } from './gzip.ts';
import { JsonSplitter } from './json-splitter.ts';
import { SizeLimit, TOO_LARGE } from './limits.ts';
import { JsonLineSplitter } from './line-splitter.ts';
import { peek } from './peek.ts';
import { readJson } from './read-json.ts';
import { asUtf8 } from './text.ts';
import { Verdict } from './verdict.ts';
import { zipEntries } from './zip.ts';

/** Bytes that have a name: the file, or an entry of the archive that it is. */
export interface Source {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface ReadOptions {
  /** Most bytes of everything together, unpacked; 0 for no limit. */
  readonly maxBytes: number;
  /** Where zip archives wait while they are read. */
  readonly spoolDir: string;
  /** What a row of a table with a value makes. */
  readonly csvCreate: 'observables' | 'indicators' | 'both';
  /** `valid_from` of indicators of a table that say none. */
  readonly now: Date;
  refuse(refusal: Refusal): void;
  say(sentence: string): void;
}

/** Objects of one level: `limit` counts over all texts, `isEntry` inside a zip archive. */
interface Level extends ReadOptions {
  readonly limit: SizeLimit;
  readonly isEntry: boolean;
  readonly gzips: number;
  onConverted(): void;
}

const MAX_GZIPS = 2;

/**
 * The objects of a file of any format that is known here, as STIX 2.1, one by one.
 * @throws InputError for a file that cannot be read as a whole, `NOT_OURS` for one of another format.
 */
export async function* readObjects(source: Source, options: ReadOptions): AsyncGenerator<StixObject> {
  let converted = 0;
  const limit = new SizeLimit(options.maxBytes);
  yield* readBytes(source, { ...options, limit, isEntry: false, gzips: 0, onConverted: () => converted++ });
  if (converted > 0) options.say(`${converted} objects converted from STIX 2.0`);
}

async function* readBytes(source: Source, level: Level): AsyncGenerator<StixObject> {
  const { head, all, close } = await peek(source.bytes, ({ length }) => length >= 4);
  try {
    if (isGzip(head)) yield* readGzip({ ...source, bytes: all }, level);
    else if (isZip(head)) yield* readZip({ ...source, bytes: all }, level);
    else yield* readText({ name: source.name, bytes: level.limit.counted(all) }, level);
  } finally {
    await close();
  }
}

function readGzip({ name, bytes }: Source, level: Level): AsyncGenerator<StixObject> {
  if (level.gzips === MAX_GZIPS) throw new InputError('The file is gzip in gzip in gzip.');
  return readBytes({ name, bytes: gunzipped(bytes) }, { ...level, gzips: level.gzips + 1 });
}

/** Each entry for itself: one that cannot be read leaves the others. */
async function* readZip({ bytes }: Source, level: Level): AsyncGenerator<StixObject> {
  if (level.isEntry) throw new InputError('It is an archive in an archive, which is not read.');
  let ours = 0;
  for await (const entry of zipEntries(bytes, level)) {
    const refuse = ({ path, ...rest }: Refusal) => level.refuse({ ...rest, path: `${entry.name}: ${path}` });
    try {
      yield* readBytes(entry, { ...level, isEntry: true, refuse });
      ours++;
    } catch (error) {
      if (!InputError.isInstance(error) || error.code === TOO_LARGE) throw error;
      level.refuse({ path: entry.name, reason: error.message });
    }
  }
  if (ours === 0) throw notOurs('No file in the archive could be read.');
}

async function* readText({ name, bytes }: Source, level: Level): AsyncGenerator<StixObject> {
  const raw = await peek(bytes, ({ length }) => length >= 4);
  const text = await peek(asUtf8(raw.head, raw.all), isEnoughToTell);
  try {
    const format = formatOf(text.head, name);
    const verdict = new Verdict(level.refuse);
    if (format === 'csv') yield* readCsv(text.all, verdict, level);
    else {
      const splitter = format === 'json' ? new JsonSplitter() : new JsonLineSplitter();
      yield* readJson(text.all, splitter, verdict, level.onConverted);
    }
    verdict.end();
  } finally {
    await text.close();
    await raw.close();
  }
}

function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** A local header, or the end of an archive that has no entries. */
function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 0x03 || head[2] === 0x05);
}
