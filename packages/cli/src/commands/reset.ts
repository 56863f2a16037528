import { confirm, isCancel } from '@clack/prompts';
import { type ConnectorOverview, isGranted } from '@opencti-connectors/core/tools';
import { CommandError, EXIT } from '../exit-codes.ts';
import { kindWords } from '../kinds.ts';
import { matching, openPlatform } from '../platform.ts';
import { columns, cut, isInteractive, mark, print, printAsJson, style } from '../terminal.ts';

/** What the platform asks of whoever resets (protocol.md 2.5). */
const CAPABILITY = 'MODULES_MODMANAGE';

interface ResetOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `octc reset`: empties a connector's state and queues, after showing what would go and asking. */
export async function reset(named: string | undefined, { yes, json }: ResetOptions): Promise<number> {
  const { connectorId, administration } = openPlatform();
  const wanted = named ?? connectorId;
  if (!wanted) throw new CommandError('Name the connector, or set CONNECTOR_ID.');
  const connector = one(matching(await administration.connectors(), wanted), wanted);
  const user = await administration.user();
  if (!isGranted(CAPABILITY, user.capabilities)) {
    throw new CommandError(
      `A reset needs the capability ${CAPABILITY}, which ${user.name}, the user of OPENCTI_TOKEN, does not have. ` +
        'Use the token of an administrator, or press "Reset" on the page of the connector.',
      EXIT.failed,
    );
  }
  if (!json) print(whatGoes(connector));
  if (!yes) await ask(connector);
  await administration.reset(connector.id);
  const after = one(await administration.connectors().then((all) => matching(all, connector.id)), connector.id);
  if (json) printAsJson({ id: connector.id, name: connector.name, purged: connector.waiting, waiting: after.waiting });
  else print(outcome(connector, after));
  return EXIT.ok;
}

function one(found: readonly ConnectorOverview[], wanted: string): ConnectorOverview {
  const [connector, ...others] = found;
  if (connector && others.length === 0) return connector;
  const ids = found.map(({ id, name }) => `  ${id}  ${name}`).join('\n');
  throw new CommandError(`"${wanted}" fits more than one connector. Name the id of one:\n${ids}`);
}

function whatGoes({ id, name, kind, active, state, waiting }: ConnectorOverview): string {
  const rows = [
    ['  id', id],
    ['  state', state === undefined ? 'none' : cut(state, 80)],
    ['  messages', String(waiting.messages)],
  ];
  return [
    `${style('bold', name)}  ${style('dim', `${kindWords(kind)}, ${active ? 'active' : 'not heard of lately'}`)}`,
    ...columns(rows),
    '',
  ].join('\n');
}

/** @throws CommandError unless somebody says yes. */
async function ask({ name, waiting }: ConnectorOverview): Promise<void> {
  if (!isInteractive) throw new CommandError('Nobody is there to answer: say --yes to reset without a question.');
  const answer = await confirm({
    message: `Reset the state of ${name} and delete what is on its queues? Number of messages: ${waiting.messages}`,
    initialValue: false,
  });
  if (isCancel(answer) || !answer) throw new CommandError('Nothing was reset.', EXIT.cancelled);
}

function outcome(before: ConnectorOverview, after: ConnectorOverview): string {
  const open = after.works.filter(({ status }) => status !== 'complete').length;
  return [
    `${mark('good')} The state of ${before.name} is empty, ${before.waiting.messages} messages were deleted.`,
    ...(before.active ? ['  It drops its own state at its next ping, within a minute.'] : []),
    ...(open > 0
      ? [`${mark('unsure')} ${open} of its works are still open: the platform closes them by itself later.`]
      : []),
  ].join('\n');
}
