import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { InputError, type Refusal } from '@opencti-connectors/core';
import { type Entry, fromFdPromise, getFileNameLowLevel, type ZipFile } from 'yauzl';
import { damaged, refuseBomb, type SizeLimit } from './limits.ts';

/** A file in an archive. Its name is only ever shown. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface ZipOptions {
  readonly limit: SizeLimit;
  /** Where the archive waits: its directory stands at its end. */
  readonly spoolDir: string;
  refuse(refusal: Refusal): void;
}

const MAX_ENTRIES = 1_000;
const SHOWN_NAME = 200;

/** The files in a zip archive, one after the other. @throws InputError for an archive that cannot be read as a whole. */
export async function* zipEntries(bytes: AsyncIterable<Uint8Array>, options: ZipOptions): AsyncGenerator<ZipEntry> {
  const file = await spooled(bytes, options);
  try {
    const zip = await fromFdPromise(file.fd, { decodeStrings: false });
    if (zip.entryCount > MAX_ENTRIES) {
      throw new InputError(`The archive has ${zip.entryCount} entries, more than ${MAX_ENTRIES}.`);
    }
    for await (const entry of zip.eachEntry()) {
      const name = nameOf(entry);
      if (name.endsWith('/') || name.startsWith('__MACOSX/')) continue;
      if (entry.canDecodeFileData()) yield { name, bytes: contentOf(zip, entry) };
      else options.refuse({ path: name, reason: 'is encrypted, or packed in a way that is not read' });
    }
  } catch (error) {
    throw asDamage(error);
  } finally {
    await file.close();
  }
}

/** The archive as a file that has lost its name: it is gone with its handle, whatever becomes of this process. */
async function spooled(bytes: AsyncIterable<Uint8Array>, { limit, spoolDir }: ZipOptions): Promise<FileHandle> {
  const file = await nameless(spoolDir).catch((error) => refuseSpool(spoolDir, error));
  let size = 0;
  try {
    for await (const chunk of bytes) {
      size += chunk.length;
      limit.refuseAbove(size);
      await file.appendFile(chunk).catch((error) => refuseSpool(spoolDir, error));
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function nameless(spoolDir: string): Promise<FileHandle> {
  await mkdir(spoolDir, { recursive: true });
  const path = join(spoolDir, `import-file-stix-${randomUUID()}.zip`);
  const file = await open(path, 'wx+', 0o600);
  await rm(path);
  return file;
}

function refuseSpool(spoolDir: string, cause: unknown): never {
  const { code } = cause as { readonly code?: unknown };
  const message = `The archive cannot be put aside in ${spoolDir} (${String(code)}): CONNECTOR_SPOOL_DIR names the folder.`;
  throw new InputError(message, { code: 'NO_SPOOL', cause });
}

/** What an entry unpacks to. @throws InputError `DAMAGED` where it is broken, or at its end when its checksum is. */
async function* contentOf(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  const stream = await zip.openReadStreamPromise(entry).catch((error) => {
    throw asDamage(error);
  });
  let [size, checksum] = [0, 0];
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      checksum = crc32(chunk, checksum);
      refuseBomb(entry.compressedSize, size);
      yield chunk;
    }
    if (checksum !== entry.crc32) throw damaged('its checksum in the zip archive is another');
  } catch (error) {
    throw asDamage(error);
  } finally {
    stream.destroy();
  }
}

/** What yauzl and zlib throw are plain errors; a disk that is full is nobody's damage. */
function asDamage(error: unknown): unknown {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  const isPlain = name === 'Error' && (code === undefined || String(code).startsWith('Z_'));
  return isPlain ? damaged(`the zip archive is damaged (${(error as Error).message})`, error) : error;
}

/** Without what could make a log line or a page look like something else. */
function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  const name = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
  return (
    name
      .replaceAll(/[\p{C}\s]+/gu, ' ')
      .trim()
      .slice(0, SHOWN_NAME) || 'an entry without a name'
  );
}
