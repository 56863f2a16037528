import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SourceError, type SourceHttp } from '@opencti-connectors/core';
import type { z } from 'zod';

/** One answer of a source, as it is kept in a file. */
export interface RecordedAnswer {
  /** Address with secrets struck out. */
  readonly url: string;
  readonly etag?: string;
  readonly lastModified?: string;
  /** Text, or `base64:` and bytes that are no text. */
  readonly body: string;
}

export interface ReplayOptions {
  /** Values that never reach the file, such as keys of a source. */
  readonly secrets?: readonly string[];
  /** The real HTTP: given only while recording (`RECORD=1`). */
  readonly record?: SourceHttp | undefined;
}

const STRUCK = '***';
const BASE64 = 'base64:';

/**
 * HTTP for sources out of a file: each address gives its recorded answer, any other one fails. With `record` the real
 * source is asked instead, and the file written with all secrets struck out.
 */
export function replay(file: string, { secrets = [], record }: ReplayOptions = {}): SourceHttp {
  const answers = record ? [] : readAnswers(file);
  const strike = (text: string) => secrets.reduce((struck, secret) => struck.replaceAll(secret, STRUCK), text);

  async function bytes(url: URL | string): Promise<Kept> {
    if (record) return keep(url, record);
    const wanted = strike(new URL(url).href);
    const found = answers.find((answer) => answer.url === wanted);
    if (!found) throw new SourceError(`${wanted} was not recorded in ${file}; run the test with RECORD=1`);
    return { ...found, bytes: decode(found.body) };
  }

  async function keep(url: URL | string, http: SourceHttp): Promise<Kept> {
    const answer = await http.bytes(url);
    if (answer.status !== 'ok') throw new SourceError(`${strike(String(url))} gave nothing to record`);
    const { value, etag, lastModified } = answer;
    const validators = { ...(etag ? { etag } : {}), ...(lastModified ? { lastModified } : {}) };
    answers.push({ url: strike(new URL(url).href), ...validators, body: strike(encode(value)) });
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(answers, null, 2)}\n`);
    return { ...validators, bytes: value };
  }

  return {
    bytes: async (url) => ok(await bytes(url), (value) => value),
    text: async (url) => ok(await bytes(url), toText),
    json: async (url, { schema }) =>
      ok(await bytes(url), (value) => schema.parse(JSON.parse(toText(value))) as z.output<typeof schema>),
  };
}

interface Kept {
  readonly bytes: Uint8Array;
  readonly etag?: string;
  readonly lastModified?: string;
}

function ok<Value>({ bytes, etag, lastModified }: Kept, read: (bytes: Uint8Array) => Value) {
  const validators = { ...(etag ? { etag } : {}), ...(lastModified ? { lastModified } : {}) };
  return { status: 'ok' as const, value: read(bytes), ...validators };
}

function readAnswers(file: string): RecordedAnswer[] {
  if (!existsSync(file)) throw new SourceError(`${file} is not there; run the test with RECORD=1`);
  return JSON.parse(readFileSync(file, 'utf8')) as RecordedAnswer[];
}

function toText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function encode(bytes: Uint8Array): string {
  const text = toText(bytes);
  return Buffer.from(text).equals(Buffer.from(bytes)) ? text : `${BASE64}${Buffer.from(bytes).toString('base64')}`;
}

function decode(body: string): Uint8Array {
  return body.startsWith(BASE64) ? Buffer.from(body.slice(BASE64.length), 'base64') : Buffer.from(body);
}
