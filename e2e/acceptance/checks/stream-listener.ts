/** Live stream: what is created, changed and deleted comes in order, over a restart too, nothing twice. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AcceptedConnector } from '../connector.ts';
import { ADD_MALWARE, CLOSE_STREAM, DELETE, OPEN_STREAM, PATCH } from '../documents.ts';
import { removeLater } from '../objects.ts';
import { Refusal } from '../platform.ts';
import type { Check, Stage } from '../stage.ts';

const ONLY_MALWARE = {
  mode: 'and',
  filters: [{ key: ['entity_type'], values: ['Malware'], operator: 'eq', mode: 'or' }],
  filterGroups: [],
};

interface Line {
  /** `<ms>-<n>`, as the position is. */
  readonly id: string;
  readonly event: string;
  readonly data: { readonly name?: string; readonly description?: string };
}

export const streamListener: Check = {
  kind: 'STREAM',
  connector: 'stream-listener',

  async run(stage) {
    const stream = await openStream(stage);
    if (!stream) return;
    const folder = stage.folder();
    const connector = new AcceptedConnector(stage, 'stream-listener', {
      CONNECTOR_LIVE_STREAM_ID: stream,
      STREAM_LISTENER_SINK: 'file',
      STREAM_LISTENER_FILE_FOLDER: folder,
      STREAM_LISTENER_TYPES: 'Malware',
    });
    const start = async () => {
      const listener = await connector.start();
      await connector.until('the stream to be open', async () =>
        listener.lines.find(({ message }) => message === 'live stream is open'),
      );
    };
    const arrived = (count: number) => {
      return connector.until(`${count} events`, async () => {
        const events = linesOf(stage, folder).map(({ event, data }) => `${event} ${data.name}`);
        return events.length >= count ? events : undefined;
      });
    };
    const curlew = { id: '', name: stage.named('Curlew') };
    const plover = { id: '', name: stage.named('Plover') };

    await stage.step('registers', async () => {
      await start();
      return `${(await connector.registered()).connector_type}, follows ${stream}`;
    });
    await stage.step('hears what is created and changed', async () => {
      curlew.id = await addMalware(stage, curlew.name);
      await stage.platform.ask(PATCH, { id: curlew.id, input: [{ key: 'description', value: ['Bends.'] }] });
      expectSame(await arrived(2), [`create ${curlew.name}`, `update ${curlew.name}`]);
      return 'create and update, in order';
    });
    await stage.step('keeps its place', async () => {
      const last = linesOf(stage, folder).at(-1)?.id ?? '';
      const position = await connector.until('the position to be stored', async () => {
        const state = (await connector.read())?.connector_state;
        const { start_from = '' } = JSON.parse(state || '{}') as { start_from?: string };
        return isAtOrAfter(start_from, last) ? start_from : undefined;
      });
      return `the state on the platform says ${position}, the last event was ${last}`;
    });
    await stage.step('misses nothing while it is stopped', async () => {
      await connector.stop();
      plover.id = await addMalware(stage, plover.name);
      await stage.platform.ask(DELETE, { id: curlew.id });
      await start();
      const events = await arrived(4);
      expectSame(events.slice(2), [`create ${plover.name}`, `delete ${curlew.name}`]);
      return 'create and delete came after the restart, nothing twice';
    });
  },
};

/** A stream of malware; undefined, with a row that says so, where the token may not open one. */
async function openStream(stage: Stage): Promise<string | undefined> {
  if (stage.options.stream) return stage.options.stream;
  const input = {
    name: stage.named('stream'),
    filters: JSON.stringify(ONLY_MALWARE),
    stream_live: true,
    stream_public: false,
    authorized_members: [],
  };
  try {
    const { streamCollectionAdd } = await stage.platform.ask<{ streamCollectionAdd: { id: string } }>(OPEN_STREAM, {
      input,
    });
    const { id } = streamCollectionAdd;
    stage.undo.add('live stream', async () => {
      await stage.platform.unstoppable().ask(CLOSE_STREAM, { id });
      return 1;
    });
    return id;
  } catch (error) {
    const words = 'the user of --token may not open a live stream (TAXIIAPI_SETCOLLECTIONS): name one with --stream';
    if (!(error instanceof Refusal) || error.code !== 'FORBIDDEN_ACCESS') throw error;
    stage.row('opens a live stream', 'skipped', words);
    return undefined;
  }
}

async function addMalware(stage: Stage, name: string): Promise<string> {
  const { malwareAdd } = await stage.platform.ask<{ malwareAdd: { id: string } }>(ADD_MALWARE, { input: { name } });
  const { id } = malwareAdd;
  removeLater(stage, id);
  return id;
}

/** What is in the files of the connector about this run. */
function linesOf(stage: Stage, folder: string): Line[] {
  const lines = readdirSync(folder)
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1))
    .map((line) => JSON.parse(line) as Line);
  return lines.filter(({ data }) => data.name?.includes(stage.run.id));
}

function isAtOrAfter(position: string, id: string): boolean {
  const [ms = 0, number = 0] = position.split('-').map(Number);
  const [idMs = 0, idNumber = 0] = id.split('-').map(Number);
  return ms > idMs || (ms === idMs && number >= idNumber);
}

function expectSame(found: readonly string[], wanted: readonly string[]): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) {
    throw new Error(`came: ${found.join(', ')}; expected: ${wanted.join(', ')}`);
  }
}
