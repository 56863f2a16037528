import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedMultipart } from './multipart.ts';

/** One case of a recording, as `recordings/7.260817/README.md` explains it. */
export interface RecordedCase {
  readonly name: string;
  readonly as: string | null;
  readonly document?: string;
  readonly variables?: Record<string, unknown>;
  readonly method?: string;
  readonly path?: string;
  readonly body?: unknown;
  readonly multipart?: RecordedMultipart;
  readonly headers?: Record<string, string>;
  readonly response_headers?: Record<string, string>;
  readonly status: number;
  readonly response: unknown;
}

const FOLDER = join(import.meta.dirname, '../../../testing/fixtures/platform/7.260817/graphql');

export function readCases(file: string): RecordedCase[] {
  return JSON.parse(readFileSync(join(FOLDER, `${file}.json`), 'utf8')) as RecordedCase[];
}
