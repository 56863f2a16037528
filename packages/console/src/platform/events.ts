import { authorization } from './session.ts';

/** One message of an event stream. */
export interface StreamMessage {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/**
 * Takes an event stream apart (HTML standard, "Server-sent events"), however it is cut into pieces.
 * @returns a function that takes the next piece and gives the messages that are complete
 */
export function eventParser(): (piece: string) => StreamMessage[] {
  let rest = '';
  let lastId = '';
  return (piece) => {
    const blocks = (rest + piece).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => {
      const fields = fieldsOf(block);
      lastId = fields.get('id')?.at(-1) ?? lastId;
      const data = fields.get('data');
      return data ? [{ id: lastId, event: fields.get('event')?.at(-1) ?? 'message', data: data.join('\n') }] : [];
    });
  };
}

function fieldsOf(block: string): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const line of block.split(/\r?\n/)) {
    const [, name = '', value = ''] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? [];
    if (name !== '') fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  return fields;
}

/**
 * Follows the live stream until `signal` says stop. `EventSource` cannot send the token in a header.
 * @throws Error when it is refused or ends
 */
export async function follow(signal: AbortSignal, take: (messages: readonly StreamMessage[]) => void): Promise<void> {
  const headers = { ...authorization(), accept: 'text/event-stream', 'no-dependencies': 'true' };
  const answer = await fetch('/stream/live', { headers, signal });
  if (!answer.ok || !answer.body) throw new Error(answer.statusText || `The stream answered ${answer.status}`);
  const parse = eventParser();
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new Error('The stream ended');
    const messages = parse(value);
    if (messages.length > 0) take(messages);
  }
}
