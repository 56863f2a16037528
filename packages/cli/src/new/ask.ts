/** Asks for what `octc new` was not told. */
import { cancel, isCancel, select, text } from '@clack/prompts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { KINDS } from '../kinds.ts';
import { isInteractive } from '../terminal.ts';
import { namesOf } from './names.ts';

/** @throws CommandError when nobody is there to answer, or somebody stops. */
async function answerOf(what: string, ask: () => Promise<string | symbol>): Promise<string> {
  if (!isInteractive) throw new CommandError(`Say ${what}: octc new <kind> <name>. See octc new --help.`);
  const answer = await ask();
  if (!isCancel(answer)) return String(answer);
  cancel('Nothing was made.');
  throw new CommandError('', EXIT.cancelled);
}

/** Name of a kind. */
export function askKind(): Promise<string> {
  const options = KINDS.map(({ name, does }) => ({ value: name as string, label: name, hint: does }));
  return answerOf('the kind', () => select({ message: 'What kind of connector?', options }));
}

/** A name that a slug can be made of. */
export function askName(): Promise<string> {
  return answerOf('a name', () =>
    text({ message: 'Its name?', placeholder: 'my-feed', validate: (written) => whyNot(written ?? '') }),
  );
}

function whyNot(written: string): string | undefined {
  try {
    namesOf(written, undefined);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
