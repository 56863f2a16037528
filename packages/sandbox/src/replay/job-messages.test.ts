/** The messages of jobs, as connectors get them, beside the recorded ones: keys, types, nulls, and what is fixed. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../index.ts';
import { aliveFrom, prepareJobs } from './prepare-jobs.ts';
import { readCases } from './recorded.ts';
import { prepare, Replay } from './replay.ts';
import { shapeDifferences } from './shape.ts';

interface Message {
  readonly internal: { readonly work_id: string };
  readonly event: Readonly<Record<string, unknown>>;
}

interface RecordedMessage {
  readonly name: string;
  readonly body: Message | null;
}

const FOLDER = join(import.meta.dirname, '../../../testing/fixtures/platform');

/** The messages that one recorded file of requests made, in the order of their works. */
function recorded(version: string, files: readonly string[]): RecordedMessage[] {
  const all = files.flatMap(
    (file) => JSON.parse(readFileSync(join(FOLDER, version, 'amqp', `${file}.json`), 'utf8')) as RecordedMessage[],
  );
  return all.filter(({ body }) => body !== null).sort((a, b) => (workTime(a.body) < workTime(b.body) ? -1 : 1));
}

function workTime(message: Message | null): string {
  return message?.internal.work_id.split('_').at(-1) ?? '';
}

/** JSON texts inside a message, read. */
function opened({ event, ...rest }: Message): object {
  const read = (text: unknown) => (typeof text === 'string' ? (JSON.parse(text) as unknown) : text);
  const { stix_entity, stix_objects } = event;
  const texts = 'stix_entity' in event ? { stix_entity: read(stix_entity), stix_objects: read(stix_objects) } : {};
  return { ...rest, event: { ...event, ...texts } };
}

/** Values that do not depend on the platform. */
const FIXED =
  'trigger mode event_type entity_type export_scope export_type format validation_mode bypass_validation force_validation file_mime content_type configuration entity_name'.split(
    ' ',
  );

function fixedValues(message: object): Record<string, unknown> {
  const { internal, event, ...root } = message as Record<string, Record<string, unknown>>;
  const entries = Object.entries({ ...root, ...internal, ...event });
  return Object.fromEntries(entries.filter(([key]) => FIXED.includes(key)));
}

describe.each([
  ['7.260817', 'imports', ['job-import']],
  ['7.260817', 'exports', ['job-export']],
  ['7.260817', 'enrichment', ['job-enrichment', 'job-analysis']],
  ['6.7.5', 'imports', ['job-import']],
  ['6.7.5', 'exports', ['job-export']],
  ['6.7.5', 'enrichment', ['job-enrichment', 'job-analysis']],
] as const)('%s: jobs of %s', (version, file, messageFiles) => {
  const old = version === '6.7.5';
  const wanted = recorded(version, messageFiles);
  // The requests are those of 7, so the messages come in their order; the older one sends nothing on updates.
  const sent = recorded('7.260817', messageFiles)
    .map(({ name }) => name)
    .filter((name) => !old || name !== 'auto-update');
  const common = wanted.filter(({ name }) => sent.includes(name));
  const got = new Map<string, Message>();
  let sandbox: Sandbox;
  let callback: Server;
  let replay: Replay;

  beforeAll(async () => {
    callback = createServer(async (request, response) => {
      const chunks = await request.toArray();
      const message = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Message;
      got.set(message.internal.work_id, message);
      response.writeHead(202).end();
    });
    await new Promise<void>((done) => callback.listen(0, '127.0.0.1', done));
    const uri = `http://127.0.0.1:${(callback.address() as AddressInfo).port}/callback`;
    sandbox = await startSandbox({ port: 0, version: old ? '6.7.5' : '7.260817.0' });
    replay = new Replay(sandbox);
    const cases = readCases(file);
    prepare(file, cases, sandbox, replay.known);
    await prepareJobs(file, sandbox, replay.known, uri);
    for (const one of cases) {
      aliveFrom(file, one.name, sandbox, uri);
      await replay.play(one);
    }
  });
  afterAll(async () => {
    await sandbox.close();
    callback.close();
  });

  test('as many as were recorded', () => expect.poll(() => got.size).toBe(sent.length));

  test.each(common.map((one) => [one.name, one] as const))('%s', (name, one) => {
    const works = sandbox.platform.works.all().filter(({ id }) => got.has(id));
    const ours = opened(got.get(works[sent.indexOf(name)]?.id ?? '') as Message);
    const theirs = opened(one.body as Message);

    expect(shapeDifferences(theirs, ours, replay.known).filter((line) => !ELSEWHERE.test(line))).toEqual([]);
    expect(fixedValues(ours)).toEqual(fixedValues(theirs));
  });
});

/** A status that reports get from the recorded platform's workflow; this sandbox has none. */
const ELSEWHERE = /\.workflow_id: missing$/;
