import type { ConnectorOverview, WorkOverview } from '@opencti-connectors/core/tools';
import { EXIT } from '../exit-codes.ts';
import { kindWords } from '../kinds.ts';
import { matching, openPlatform } from '../platform.ts';
import { columns, cut, during, mark, print, printAsJson, style, width } from '../terminal.ts';

interface StatusOptions {
  /** Works shown of each connector besides those that are open. */
  readonly works: string;
  readonly json?: boolean;
}

/** `octc status`: the connectors of a platform, what waits on their queues, and how far their works are. */
export async function status(named: string | undefined, { works, json }: StatusOptions): Promise<number> {
  const { url, administration } = openPlatform();
  const all = await (json ? administration.connectors() : during(`Asking ${url}`, administration.connectors));
  const connectors = named === undefined ? all : matching(all, named);
  if (json) printAsJson(connectors);
  else print(statusText(connectors, Number(works)));
  return EXIT.ok;
}

/** For a person: a line for each connector, its works below it. */
export function statusText(connectors: readonly ConnectorOverview[], ended: number): string {
  if (connectors.length === 0) return 'No connector is registered.';
  const heads = columns(connectors.map(cells));
  return connectors
    .flatMap((connector, index) => [heads[index] ?? '', ...workLines(connector, ended), ''])
    .join('\n')
    .trimEnd();
}

function cells({ name, kind, active, waiting, buffering, nextRun }: ConnectorOverview): string[] {
  const sign = active ? style('green', '●') : style('dim', '○');
  const messages = `${waiting.messages} ${waiting.messages === 1 ? 'message' : 'messages'} waiting`;
  const size = waiting.messages > 0 ? `, ${bytes(waiting.bytes)}` : '';
  return [
    `${sign} ${style('bold', name)}`,
    style('dim', kindWords(kind)),
    active ? (buffering ? style('yellow', 'buffering') : 'active') : style('dim', 'not heard of lately'),
    style(waiting.messages > 0 ? 'yellow' : 'dim', messages + size),
    nextRun ? style('dim', `next run ${minute(nextRun)}`) : '',
  ];
}

function workLines({ works }: ConnectorOverview, ended: number): string[] {
  const open = works.filter(({ status: state }) => state !== 'complete');
  const done = works.filter(({ status: state }) => state === 'complete').slice(0, ended);
  return [...open, ...done].flatMap(workText);
}

const BAR = 20;

function workText({
  name,
  status: state,
  expected,
  processed,
  errors,
  receivedAt,
  completedAt,
}: WorkOverview): string[] {
  const isDone = state === 'complete';
  const share = isDone ? 1 : expected > 0 ? Math.min(1, processed / expected) : 0;
  const filled = Math.round(share * BAR);
  const bar =
    style(errors.length > 0 ? 'red' : isDone ? 'green' : 'cyan', '━'.repeat(filled)) +
    style('dim', '╌'.repeat(BAR - filled));
  const count = `${processed}/${expected}`.padStart(11);
  const when = completedAt ?? receivedAt;
  const failed = errors.length > 0 ? `${errors.length} ${errors.length === 1 ? 'error' : 'errors'}  ` : '';
  return [
    `    ${bar} ${count}  ${style('dim', `${state.padEnd(8)} ${when ? minute(when) : ''.padEnd(16)}`)}  ${style('red', failed)}${cut(name, width() - 67 - failed.length)}`,
    ...errors.slice(0, 2).map((error) => `      ${mark('bad')} ${style('dim', cut(error, width() - 10))}`),
  ];
}

/** `2026-01-02 03:04`, UTC. */
function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, count > 0 ? Math.floor(Math.log10(count) / 3) : 0);
  return `${(count / 1_000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
