import { setTimeout as sleep } from 'node:timers/promises';

/** How the worker calls connectors back (protocol.md 5.10). */
export interface CallbackOptions {
  readonly token: () => Promise<string>;
  /** Wait before a job is sent again, milliseconds; the platform's worker waits 10 to 30 s. */
  readonly retryMs: number;
}

const TIMEOUT_MS = 300_000;

/** One delivery of a message, unchanged. @returns whether the connector took it; waits before it says no. */
export async function post(
  uri: string,
  body: string,
  { token, retryMs }: CallbackOptions,
  stopped: AbortSignal,
): Promise<boolean> {
  try {
    const answer = await fetch(uri, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' },
      signal: AbortSignal.any([stopped, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    if (answer.status === 200 || answer.status === 202) return true;
  } catch {
    // Not there, or too slow: the same as a refusal.
  }
  await sleep(retryMs, undefined, { signal: stopped }).catch(() => undefined);
  return false;
}

/** Delivers until the connector takes it. */
export async function deliver(
  uri: string,
  body: string,
  options: CallbackOptions,
  stopped: AbortSignal,
): Promise<void> {
  while (!stopped.aborted) if (await post(uri, body, options, stopped)) return;
}
