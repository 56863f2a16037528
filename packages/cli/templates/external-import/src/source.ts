import { readFile } from 'node:fs/promises';
import type { SourceHttp } from '@opencti-connectors/core';
import { z } from 'zod';
import type { Settings } from './settings.ts';

/** What the feed looks like. An answer of another form ends the run with a sentence that says where it differs. */
export const feed = z.object({
  families: z.array(
    z.object({
      name: z.string().min(1),
      description: z.string().optional(),
      domains: z
        .array(z.object({ value: z.string().min(1), score: z.number().min(0).max(100), seen: z.iso.datetime() }))
        .default([]),
    }),
  ),
});

export type Feed = z.output<typeof feed>;

/** The feed and its version; undefined when it is still the one with that version. @throws SourceError */
export async function readFeed(
  { url, apiKey }: Settings,
  http: SourceHttp,
  version: string | undefined,
): Promise<{ readonly feed: Feed; readonly version: string | undefined } | undefined> {
  if (url.startsWith('/')) return { feed: feed.parse(JSON.parse(await readFile(url, 'utf8'))), version: undefined };
  const answer = await http.json(url, {
    schema: feed,
    ...(apiKey ? { headers: { Authorization: `Bearer ${apiKey}` } } : {}),
    ...(version ? { etag: version } : {}),
  });
  return answer.status === 'ok' ? { feed: answer.value, version: answer.etag } : undefined;
}
