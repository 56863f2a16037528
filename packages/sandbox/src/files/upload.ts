import { GraphQLError } from 'graphql';
import type { Content, ContentWriter, Spool } from './content.ts';
import { readParts } from './multipart.ts';

/** A file that came with a request. */
export interface UploadedFile {
  readonly name: string;
  readonly content: Content;
}

/** What stands in the variables for a file (GraphQL multipart request): the map names it, a part may bring it. */
export class Upload {
  #file: UploadedFile | undefined;
  #taken = false;

  bring(file: UploadedFile): void {
    this.#file = file;
  }

  /** The file; from here on its bytes belong to the taker. @throws when the request had no such part. */
  take(): UploadedFile {
    if (!this.#file) throw new Error('File missing in the request.');
    this.#taken = true;
    return this.#file;
  }

  /** Gives back what nobody took. */
  async discard(): Promise<void> {
    if (!this.#taken) await this.#file?.content.discard();
  }
}

/** The value of an `Upload` variable. @throws GraphQLError for everything else. */
export function coerceUpload(value: unknown): Upload {
  if (value instanceof Upload) return value;
  throw new GraphQLError('Upload value invalid.');
}

/** A request with files, taken apart. */
export interface MultipartRequest {
  /** `operations` with an `Upload` at each place that the map names. */
  readonly operations: unknown;
  readonly uploads: readonly Upload[];
}

const MAX_FIELD_BYTES = 50 * 1024 * 1024;

/**
 * Reads a GraphQL multipart request (protocol.md 1.6); files go to the spool as they arrive.
 * @throws when the body is none.
 */
export async function readMultipartRequest(
  body: AsyncIterable<Buffer>,
  boundary: string,
  spool: Spool,
): Promise<MultipartRequest> {
  const fields = new Map<string, Buffer[]>();
  const files = new Map<string, { readonly name: string; readonly writer: ContentWriter }>();
  try {
    await readParts(body, boundary, ({ name, filename }) => {
      if (filename === undefined) return fieldSink(fields, name);
      const writer = spool.writer();
      files.set(name, { name: filename, writer });
      return (chunk) => writer.write(chunk);
    });
  } catch (error) {
    for (const { writer } of files.values()) await writer.abort();
    throw error;
  }
  const field = (name: string): unknown => JSON.parse(Buffer.concat(fields.get(name) ?? []).toString('utf8') || '{}');
  const operations = field('operations');
  const byName = place(operations, field('map') as Record<string, readonly string[]>);
  for (const [name, { name: filename, writer }] of files) {
    const content = await writer.end();
    const upload = byName.get(name);
    if (upload) upload.bring({ name: filename, content });
    else await content.discard();
  }
  return { operations, uploads: [...byName.values()] };
}

function fieldSink(fields: Map<string, Buffer[]>, name: string) {
  const chunks: Buffer[] = [];
  let bytes = 0;
  fields.set(name, chunks);
  return async (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_FIELD_BYTES) throw new Error(`The field ${name} is too long`);
    chunks.push(Buffer.from(chunk));
  };
}

/** Puts an upload at each place that the map names; places that do not exist are made, as the platform does. */
function place(operations: unknown, map: Readonly<Record<string, readonly string[]>>): Map<string, Upload> {
  const uploads = new Map<string, Upload>();
  for (const [name, paths] of Object.entries(map)) {
    const upload = new Upload();
    uploads.set(name, upload);
    for (const path of paths) setAt(operations, path.split('.'), upload);
  }
  return uploads;
}

function setAt(root: unknown, path: readonly string[], value: Upload): void {
  let at = root as Record<string, unknown>;
  for (const key of path.slice(0, -1)) {
    if (FORBIDDEN.has(key)) return;
    if (typeof at[key] !== 'object' || at[key] === null) at[key] = {};
    at = at[key] as Record<string, unknown>;
  }
  const last = path.at(-1);
  if (last !== undefined && !FORBIDDEN.has(last)) at[last] = value;
}

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);
