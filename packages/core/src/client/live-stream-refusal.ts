import { PlatformError } from '../errors.ts';
import { retryAfterMs } from '../http/retry.ts';
import type { LiveStreamQuery } from '../ports/stream.ts';
import type { PlatformClient } from './client.ts';
import { readStream } from './operations/stream.ts';
import { fromStatus } from './platform-errors.ts';

const VARIABLE = 'CONNECTOR_LIVE_STREAM_ID';

/**
 * Why a stream was refused, in a sentence that names what to do. The platform answers 401 to everything but a stopped
 * stream (protocol.md 7.1): what the id stands for is then asked for, so that unknown and forbidden are told apart.
 */
export async function refusal(
  client: PlatformClient,
  query: LiveStreamQuery,
  status: number,
  reason: string,
  signal: AbortSignal,
): Promise<PlatformError> {
  const { streamId } = query;
  if (status === 410) {
    return failure('STREAM_STOPPED', status, `live stream ${streamId} is stopped; start it under Data sharing`);
  }
  if (status === 401 || status === 403 || status === 404) return whyNot(client, streamId, status, reason, signal);
  if (status === 500 && /recovery/i.test(reason)) return failure('STREAM_ERROR', status, reason);
  return fromStatus('LiveStream', client.url, status, retryAfterMs(undefined));
}

async function whyNot(
  client: PlatformClient,
  streamId: string,
  status: number,
  reason: string,
  signal: AbortSignal,
): Promise<PlatformError> {
  if (/not authenticated/i.test(reason)) {
    return failure('AUTH_REQUIRED', status, 'OPENCTI_TOKEN is not accepted');
  }
  if (streamId === 'raw') {
    return failure('STREAM_UNKNOWN', status, `no platform serves ${VARIABLE}=raw; use live or the id of a live stream`);
  }
  if (streamId === 'live') {
    const advice = `use the id of a live stream in ${VARIABLE}, or a user with the capability BYPASS`;
    return failure('STREAM_FORBIDDEN', status, `the user of OPENCTI_TOKEN may not follow everything (live): ${advice}`);
  }
  return aboutCollection(client, streamId, status, signal);
}

async function aboutCollection(
  client: PlatformClient,
  streamId: string,
  status: number,
  signal: AbortSignal,
): Promise<PlatformError> {
  try {
    const { streamCollection } = await client.execute(readStream, { id: streamId }, { signal, attempts: 1 });
    if (!streamCollection) {
      const message = `there is no live stream ${streamId} that the user of OPENCTI_TOKEN can see; check ${VARIABLE}`;
      return failure('STREAM_UNKNOWN', status, message);
    }
    const name = streamCollection.name ?? streamId;
    const advice = 'make it a member of the stream, and give it the markings that the filters of the stream name';
    return failure(
      'STREAM_FORBIDDEN',
      status,
      `the user of OPENCTI_TOKEN may not follow live stream ${name}: ${advice}`,
    );
  } catch (error) {
    signal.throwIfAborted();
    if (!PlatformError.isInstance(error)) throw error;
    if (error.code !== 'FORBIDDEN_ACCESS') return error;
    const message = `the user of OPENCTI_TOKEN lacks the capability TAXIIAPI for live stream ${streamId}`;
    return failure('STREAM_FORBIDDEN', status, `${message}; put it into the group "Connectors"`);
  }
}

function failure(code: string, status: number, message: string): PlatformError {
  return new PlatformError(`LiveStream refused by the platform (${code}): ${message}`, { code, status });
}
