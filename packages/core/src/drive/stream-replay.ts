import type { StreamEvent } from '../define/stream.ts';
import { InputError } from '../errors.ts';
import type { DeadLetter, DeadLetterPort } from '../ports/stream.ts';
import type { StreamDelivery } from './stream-delivery.ts';
import { isDataEvent, readEvent } from './stream-event.ts';

/** Delivers each dead letter once more, in order. Those refused again are kept by the delivery itself, with their new reason. */
export async function replayDeadLetters(
  delivery: StreamDelivery,
  deadLetters: DeadLetterPort,
  signal: AbortSignal,
): Promise<{ readonly delivered: number; readonly left: number }> {
  const unreadable: DeadLetter[] = [];
  let delivered = 0;
  for await (const letter of deadLetters.read()) {
    const event = eventOf(letter);
    if (event === undefined) unreadable.push(letter);
    else {
      await delivery.deliver([event], signal);
      delivered += 1;
    }
  }
  const again = await deadLetters.replace(unreadable);
  return { delivered: delivered - again, left: unreadable.length + again };
}

function eventOf({ id, type, text }: DeadLetter): StreamEvent | undefined {
  if (!isDataEvent(type)) return undefined;
  const read = readEvent(type, { event: type, id, data: text }, undefined);
  return 'reason' in read ? undefined : read;
}

/** @throws InputError without a folder. */
export function requireDeadLetters(port: DeadLetterPort | undefined, variable: string): DeadLetterPort {
  if (port) return port;
  throw new InputError(`There are no dead letters to replay: ${variable} names their folder, and it is not set.`);
}
