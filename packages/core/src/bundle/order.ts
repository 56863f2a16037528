import { randomUUID } from 'node:crypto';
import type { StixObject } from '../stix/object.ts';

/** One bundle of whole objects, as text. */
export interface BundleChunk {
  readonly text: string;
  readonly objects: number;
}

/**
 * Groups objects, in the order given, into bundles of at most `maxBytes` of UTF-8; an object that is larger goes
 * alone. One text at a time is made, so that memory stays at the size of one bundle.
 */
export function* chunkBundles(objects: Iterable<StixObject>, maxBytes: number): Generator<BundleChunk> {
  let texts: string[] = [];
  let bytes = 0;
  for (const object of objects) {
    const text = JSON.stringify(object);
    const size = Buffer.byteLength(text) + 1;
    if (texts.length > 0 && bytes + size > maxBytes) {
      yield chunk(texts);
      texts = [];
      bytes = 0;
    }
    texts.push(text);
    bytes += size;
  }
  if (texts.length > 0) yield chunk(texts);
}

function chunk(texts: readonly string[]): BundleChunk {
  const head = `{"type":"bundle","id":"bundle--${randomUUID()}","objects":[`;
  return { text: `${head}${texts.join(',')}]}`, objects: texts.length };
}
