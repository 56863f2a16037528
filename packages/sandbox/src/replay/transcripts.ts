import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../index.ts';

const FOLDER = join(import.meta.dirname, '../../../testing/fixtures/platform/7.260817/sse');

/** One stream as it was recorded. */
export interface RecordedStream {
  readonly name: string;
  readonly as: string;
  readonly request: { readonly path: string; readonly headers: Record<string, string> };
  readonly status: number;
  readonly reason: string;
  readonly response_headers: Record<string, string>;
  readonly ended_by: string;
  readonly messages: readonly SseMessage[];
}

export interface SseMessage {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: unknown;
}

export function readTranscripts(): RecordedStream[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json') && file !== 'heartbeats.json')
    .map((file) => {
      const recorded = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as RecordedStream;
      return { ...recorded, messages: parseMessages(textOf(file.replace('.json', '.sse'))) };
    });
}

function textOf(file: string): string {
  try {
    return readFileSync(join(FOLDER, file), 'utf8');
  } catch {
    return '';
  }
}

/** Whole messages of a text; what a cut left open is none. */
export function parseMessages(text: string): SseMessage[] {
  const blocks = text.split('\n\n').slice(0, -1);
  return blocks
    .filter((block) => block.trim() !== '')
    .map((block) => {
      const fields = new Map(
        block
          .trim()
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      return { id: fields.get('id'), event: fields.get('event') ?? '', data: JSON.parse(fields.get('data') ?? 'null') };
    });
}

/** A stream that is read as it comes. */
export class OpenStream {
  text = '';
  status = 0;
  reason = '';
  contentType: string | null = null;
  ended = false;
  readonly #abort = new AbortController();

  async open(sandbox: Sandbox, path: string, headers: Record<string, string>): Promise<this> {
    const response = await fetch(sandbox.url + path, { headers, signal: this.#abort.signal });
    this.status = response.status;
    this.reason = response.statusText;
    this.contentType = response.headers.get('content-type');
    void this.#read(response);
    return this;
  }

  get messages(): SseMessage[] {
    return parseMessages(this.text);
  }

  async #read({ body }: Response): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of body ?? []) this.text += decoder.decode(chunk, { stream: true });
    } catch {
      // Closed by the test.
    }
    this.ended = true;
  }

  /** Waits until what is read fits. @throws after two seconds. */
  async until(fits: (messages: SseMessage[]) => boolean): Promise<void> {
    for (let waited = 0; waited < 2_000; waited += 10) {
      if (fits(this.messages)) return;
      await sleep(10);
    }
    throw new Error(`not seen within 2 s: ${this.text.slice(-500)}`);
  }

  close(): void {
    this.#abort.abort();
  }
}
