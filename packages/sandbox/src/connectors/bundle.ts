import type { IncomingObject } from '../graph/store.ts';
import { platformError } from '../graphql/errors.ts';

/** @throws GraphQLError for a text that is no bundle with objects. */
export function readBundle(text: string, work_id: string | null): { id: unknown; objects: IncomingObject[] } {
  let bundle: { id?: unknown; type?: unknown; objects?: unknown };
  try {
    bundle = JSON.parse(text);
  } catch {
    throw invalidBundle(undefined, {});
  }
  const { id, type, objects } = bundle;
  const usable = type === 'bundle' && Array.isArray(objects) && objects.length > 0;
  if (!usable) throw invalidBundle('Invalid stix bundle', { work_id });
  return { id, objects: objects as IncomingObject[] };
}

/** One object of a bundle, as the platform sends it on. */
export function part(id: unknown, sequence: number, object: IncomingObject) {
  return { type: 'bundle', id, spec_version: '2.1', x_opencti_seq: sequence, objects: [object] };
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** The platform wraps what was wrong; text that is not JSON leaves an empty cause. */
export function invalidBundle(message: string | undefined, about: Record<string, unknown>) {
  const extensions = { code: 'UNSUPPORTED_ERROR', data: { http_status: 500, genre: 'BUSINESS', ...about } };
  const cause = message === undefined ? {} : { message, extensions };
  return platformError('UNSUPPORTED_ERROR', 'Invalid bundle', { genre: 'BUSINESS', cause });
}
