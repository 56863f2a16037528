import { tmpdir } from 'node:os';
import type { Refusal } from '@opencti-connectors/core';
import type { StixObject } from '@opencti-connectors/core/stix';
import { type ReadOptions, readObjects } from './read.ts';

export const NOW = new Date('2026-01-02T03:04:05.000Z');

/** Bytes in chunks of a size, as a platform would send them. */
export async function* chunks(content: string | Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

export interface Outcome {
  readonly objects: StixObject[];
  readonly refused: Refusal[];
  readonly said: string[];
}

/** For tests that look at nothing but errors and objects. */
export const QUIET: ReadOptions = {
  maxBytes: 0,
  spoolDir: tmpdir(),
  csvCreate: 'observables',
  now: NOW,
  refuse: () => undefined,
  say: () => undefined,
};

/** Reads content as a file of a name. */
export async function read(
  content: string | Uint8Array,
  { name = 'file', size = 65_536, ...more }: Partial<ReadOptions> & { name?: string; size?: number } = {},
): Promise<Outcome> {
  const outcome: Outcome = { objects: [], refused: [], said: [] };
  const options: ReadOptions = {
    ...QUIET,
    refuse: (refusal) => void outcome.refused.push(refusal),
    say: (sentence) => void outcome.said.push(sentence),
    ...more,
  };
  for await (const object of readObjects({ name, bytes: chunks(content, size) }, options)) outcome.objects.push(object);
  return outcome;
}
