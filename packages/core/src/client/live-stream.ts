import type { Readable } from 'node:stream';
import { createParser } from 'eventsource-parser';
import { PlatformError } from '../errors.ts';
import type { LiveMessage, LiveStreamPort, LiveStreamQuery } from '../ports/stream.ts';
import type { PlatformClient } from './client.ts';
import { refusal } from './live-stream-refusal.ts';

/** Longest silence: heartbeats come every 5 s, on older platforms after 10 s and with gaps. */
const IDLE_MS = 45_000;
/** Largest single message, characters: an event holds one object, its patch and its reverse. */
const MAX_MESSAGE = 256 * 1024 * 1024;

export interface LiveStreamOptions {
  readonly idleMs?: number;
}

/** Live streams over HTTP by server-sent events (WHATWG HTML, section 9.2). */
export function createLiveStream(client: PlatformClient, { idleMs = IDLE_MS }: LiveStreamOptions = {}): LiveStreamPort {
  return {
    async open(query, signal) {
      const { status, reason, type, body } = await client.openStream(pathOf(query), headersOf(query), signal);
      if (status !== 200) {
        body.destroy();
        throw await refusal(client, query, status, reason, signal);
      }
      // A refused recovery has no content type and one `error` event (protocol.md 7.2).
      if (type !== undefined && !type.startsWith('text/event-stream')) {
        body.destroy();
        throw new PlatformError(
          `LiveStream: ${client.url} does not answer like an OpenCTI platform (${type}); check OPENCTI_URL`,
          { code: 'NOT_A_PLATFORM', status },
        );
      }
      return messages(body, client.url, idleMs, signal);
    },
  };
}

function pathOf({ streamId, start, recover }: LiveStreamQuery): string {
  const parameters = new URLSearchParams();
  if (start !== undefined) parameters.set('from', start);
  if (start !== undefined && recover !== undefined) parameters.set('recover', recover);
  const query = parameters.size > 0 ? `?${parameters}` : '';
  return `/stream/${encodeURIComponent(streamId)}${query}`;
}

/** Compared as exact lower-case texts by the platform. */
function headersOf({ start, listenDelete, noDependencies, withInferences }: LiveStreamQuery): Record<string, string> {
  return {
    Accept: 'text/event-stream',
    'Cache-Control': 'no-cache',
    'listen-delete': String(listenDelete),
    'no-dependencies': String(noDependencies),
    'with-inferences': String(withInferences),
    ...(start === undefined ? {} : { 'Last-Event-ID': start }),
  };
}

/** Messages of each piece that arrives. Without anybody asking nothing is read: the socket's buffers fill, and stop the platform. */
async function* messages(
  body: Readable,
  url: string,
  idleMs: number,
  signal: AbortSignal,
): AsyncGenerator<readonly LiveMessage[]> {
  let ready: LiveMessage[] = [];
  const parser = createParser({
    onEvent: ({ event, id, data }) => ready.push({ event: event ?? 'message', id: id && apart(id), data }),
    maxBufferSize: MAX_MESSAGE,
  });
  let askedAt = Date.now();
  const watch = setInterval(() => {
    if (Date.now() - askedAt > idleMs) body.destroy(silent(url, idleMs));
  }, idleMs / 10);
  body.setEncoding('utf8');
  try {
    for await (const piece of body as AsyncIterable<string>) {
      askedAt = Number.POSITIVE_INFINITY;
      parser.feed(piece);
      if (ready.length > 0) {
        const batch = ready;
        ready = [];
        yield batch;
      }
      askedAt = Date.now();
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw PlatformError.isInstance(cause) ? cause : lost(url, cause);
  } finally {
    clearInterval(watch);
    body.destroy();
  }
  signal.throwIfAborted();
}

/** The same text with memory of its own: positions are kept for long, and a part of a text keeps the whole piece alive. */
function apart(id: string): string {
  return ` ${id}`.slice(1);
}

function silent(url: string, idleMs: number): PlatformError {
  const message = `LiveStream: ${url} has sent nothing for ${idleMs / 1000} s, not even a heartbeat`;
  return new PlatformError(message, { code: 'STREAM_SILENT', retryable: true });
}

function lost(url: string, cause: unknown): PlatformError {
  const code = String((cause as { code?: unknown })?.code ?? 'no code');
  return new PlatformError(`LiveStream: the connection to ${url} was lost (${code})`, {
    code: 'STREAM_LOST',
    retryable: true,
    cause,
  });
}
