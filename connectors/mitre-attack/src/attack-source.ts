import { readFile, stat } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { SourceError, type SourceHttp } from '@opencti-connectors/core';
import { z } from 'zod';
import { isUrl, releaseInName } from './locate.ts';
import type { Domain } from './settings.ts';

/** An object of ATT&CK, STIX 2.0 or 2.1: known by type and id, the rest as it comes. */
export interface AttackObject {
  readonly type: string;
  readonly id: string;
  readonly [property: string]: unknown;
}

/** One release as it was read. */
export interface AttackRelease {
  readonly domain: Domain;
  /** Such as `18.1`; undefined when neither the data nor the name of the file says it. */
  readonly release: string | undefined;
  readonly objects: readonly AttackObject[];
  /** Objects that cannot be used, counted by reason. */
  readonly malformed: Readonly<Record<string, number>>;
  /** Validator of the answer, for the next request. */
  readonly etag: string | undefined;
  /** The text that was read, for the cache. */
  readonly text: string;
}

const Collection = z.looseObject({ type: z.literal('bundle'), objects: z.array(z.unknown()) });
const MAX_BYTES = 256 * 1024 * 1024;
/** The deepest object of ATT&CK has five levels; far more is an attack or a mistake. */
const MAX_DEPTH = 50;
const GZIP_MAGIC = [0x1f, 0x8b];

/**
 * Reads one domain from a URL or a path, gzip too.
 * @returns `unchanged` when the source says that nothing changed since `etag`.
 * @throws SourceError with one sentence that names where it was read from.
 */
export async function readRelease(
  domain: Domain,
  location: string,
  options: { readonly http: SourceHttp; readonly etag?: string | undefined },
): Promise<AttackRelease | 'unchanged'> {
  const answer = isUrl(location) ? await download(location, options) : { bytes: await readPath(location) };
  if (answer === 'unchanged') return answer;
  const text = decode(answer.bytes, location);
  const { objects, malformed } = usable(parse(text, location).objects);
  if (objects.length === 0) throw new SourceError(`${shown(location)} is a STIX bundle without objects`);
  const release = releaseIn(objects) ?? releaseInName(location);
  return { domain, release, objects, malformed, etag: 'etag' in answer ? answer.etag : undefined, text };
}

async function download(url: string, { http, etag }: { http: SourceHttp; etag?: string | undefined }) {
  const answer = await http.bytes(url, { maxBytes: MAX_BYTES, ...(etag ? { etag } : {}) });
  if (answer.status === 'not-modified') return 'unchanged' as const;
  return { bytes: answer.value, etag: answer.etag };
}

async function readPath(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw new SourceError(`${path} has ${size} bytes, more than the limit of ${MAX_BYTES}`);
    return await readFile(path);
  } catch (cause) {
    if (SourceError.isInstance(cause)) throw cause;
    throw new SourceError(`${path} cannot be read (${String((cause as { code?: unknown }).code)})`, { cause });
  }
}

function decode(bytes: Uint8Array, location: string): string {
  if (bytes.length === 0) throw new SourceError(`${shown(location)} is empty`);
  const plain = GZIP_MAGIC.every((byte, index) => bytes[index] === byte) ? unpack(bytes, location) : bytes;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch (cause) {
    throw new SourceError(`${shown(location)} is not UTF-8 text`, { cause });
  }
}

function unpack(bytes: Uint8Array, location: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (cause) {
    const tooLarge = (cause as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    const what = tooLarge ? `unpacks to more than the limit of ${MAX_BYTES} bytes` : 'is gzip, but damaged';
    throw new SourceError(`${shown(location)} ${what}`, { cause });
  }
}

function parse(text: string, location: string): z.output<typeof Collection> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SourceError(`${shown(location)} is not complete JSON`, { cause });
  }
  const bundle = Collection.safeParse(value);
  if (bundle.success) return bundle.data;
  throw new SourceError(`${shown(location)} is JSON, but not a STIX bundle`);
}

function usable(found: readonly unknown[]) {
  const malformed: Record<string, number> = {};
  const objects = found.filter((value): value is AttackObject => {
    const reason = flawOf(value);
    if (reason !== undefined) malformed[reason] = (malformed[reason] ?? 0) + 1;
    return reason === undefined;
  });
  return { objects, malformed };
}

function flawOf(value: unknown): string | undefined {
  const { type, id } = (value ?? {}) as Record<string, unknown>;
  if (typeof type !== 'string' || typeof id !== 'string') return 'object without type or id';
  if (!id.startsWith(`${type}--`)) return 'object whose id is of another type';
  return isDeeperThan(value, MAX_DEPTH) ? `object nested deeper than ${MAX_DEPTH} levels` : undefined;
}

/** Level by level, without recursion. */
function isDeeperThan(value: unknown, levels: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level
      .flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
      .filter(isNested);
  }
  return false;
}

function isNested(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function releaseIn(objects: readonly AttackObject[]): string | undefined {
  const collection = objects.find(({ type }) => type === 'x-mitre-collection');
  const version = collection?.x_mitre_version ?? objects.find((one) => one.x_capec_version)?.x_capec_version;
  return typeof version === 'string' ? version : undefined;
}

/** A URL without its query, which may hold a key. */
function shown(location: string): string {
  return location.split('?')[0] ?? location;
}
