import { SourceError, type SourceHttp } from '@opencti-connectors/core';
import type { StixObject } from '@opencti-connectors/core/stix';
import { z } from 'zod';
import type { Settings } from './settings.ts';

/** What the service knows about a value. */
export const verdict = z.object({
  score: z.number().min(0).max(100),
  since: z.iso.datetime(),
  families: z.array(z.string().min(1)).default([]),
});

export type Verdict = z.output<typeof verdict>;

/** How the service calls the types that it knows. */
const PATHS: Readonly<Record<string, string>> = {
  'domain-name': 'domain',
  hostname: 'domain',
  'ipv4-addr': 'ip',
  'ipv6-addr': 'ip',
};

/** @returns undefined when the service does not know the value. @throws SourceError */
export async function ask(
  { url, apiKey }: Settings,
  { type, value }: StixObject,
  http: SourceHttp,
): Promise<Verdict | undefined> {
  const page = new URL(`v1/${PATHS[type]}/${encodeURIComponent(String(value))}`, url.endsWith('/') ? url : `${url}/`);
  const headers = apiKey ? { headers: { Authorization: `Bearer ${apiKey}` } } : {};
  try {
    const answer = await http.json(page, { schema: verdict, ...headers });
    return answer.status === 'ok' ? answer.value : undefined;
  } catch (error) {
    if (SourceError.isInstance(error) && error.code === 'HTTP_404') return undefined;
    throw error;
  }
}
