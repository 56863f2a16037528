import { retryAfterMs, SourceError } from '@opencti-connectors/core';
import type { Message } from './message.ts';
import type { Settings } from './settings.ts';

/** These pass by themselves; any other refusal is for good. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);
const TIMEOUT_MS = 30_000;

/** Posts one message. @throws SourceError, `retryable` when the receiver may take it later. */
export async function post({ url, token }: Settings, message: Message, signal: AbortSignal): Promise<void> {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const limited = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const request = {
    method: 'POST',
    headers,
    body: JSON.stringify(message),
    redirect: 'error',
    signal: limited,
  } as const;
  const answer = await fetch(url, request).catch((cause) => {
    throw new SourceError(`${new URL(url).host} cannot be reached`, { retryable: true, cause });
  });
  await answer.body?.cancel();
  if (answer.ok) return;
  const wait = retryAfterMs(answer.headers.get('retry-after'));
  throw new SourceError(`${new URL(url).host} answers with HTTP ${answer.status}`, {
    code: `HTTP_${answer.status}`,
    retryable: PASSING.has(answer.status),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}
