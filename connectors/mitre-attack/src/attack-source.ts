import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { SourceError, type SourceHttp } from '@opencti-connectors/core';
import { z } from 'zod';

/** The three knowledge bases, by the name that their files carry. */
export const DOMAINS = ['enterprise-attack', 'mobile-attack', 'ics-attack'] as const;
export type Domain = (typeof DOMAINS)[number];

const AttackObject = z.looseObject({ type: z.string(), id: z.string() });
export type AttackObject = z.output<typeof AttackObject>;

/** Only what is read: a bundle whose objects have a type and an id. */
const Collection = z.looseObject({ type: z.literal('bundle'), objects: z.array(z.unknown()) });

/** One release as it was read. */
export interface AttackRelease {
  readonly domain: Domain;
  readonly objects: readonly AttackObject[];
  /** Objects without type or id. */
  readonly malformed: number;
  /** SHA-256 of the text. */
  readonly digest: string;
}

const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Reads one domain from a URL or a path, `.gz` too.
 * @throws SourceError with one sentence that names where it was read from.
 */
export async function readRelease(domain: Domain, location: string, http: SourceHttp): Promise<AttackRelease> {
  const text = await readText(location, http);
  const { objects } = parse(text, location);
  const parsed = objects.map((object) => AttackObject.safeParse(object));
  return {
    domain,
    objects: parsed.flatMap((result) => (result.success ? [result.data] : [])),
    malformed: parsed.filter(({ success }) => !success).length,
    digest: createHash('sha256').update(text).digest('hex'),
  };
}

/** File of a domain in a folder. */
export function inFolder(folder: string, domain: Domain): string {
  return join(folder, `${domain}.json`);
}

async function readText(location: string, http: SourceHttp): Promise<string> {
  const bytes = /^https?:\/\//.test(location) ? await download(location, http) : await readPath(location);
  if (bytes.length === 0) throw new SourceError(`${shown(location)} is empty`);
  try {
    const plain = location.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes;
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch (cause) {
    throw new SourceError(`${shown(location)} is not UTF-8 text, or larger than ${MAX_BYTES} bytes`, { cause });
  }
}

async function download(url: string, http: SourceHttp): Promise<Uint8Array> {
  const answer = await http.bytes(url, { maxBytes: MAX_BYTES });
  if (answer.status === 'ok') return answer.value;
  throw new SourceError(`${shown(url)} answers that nothing changed, though nothing was asked for`);
}

async function readPath(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const code = (cause as { code?: unknown }).code;
    throw new SourceError(`${path} cannot be read (${String(code)})`, { cause });
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

/** A URL without its query, which may hold a key. */
function shown(location: string): string {
  return location.split('?')[0] ?? location;
}
