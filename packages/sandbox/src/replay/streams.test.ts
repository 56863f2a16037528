import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../index.ts';
import { readCases } from './recorded.ts';
import { Replay } from './replay.ts';
import { shapeDifferences } from './shape.ts';
import { OpenStream, type RecordedStream, readTranscripts, type SseMessage } from './transcripts.ts';

/** Transcripts that are not answered here as recorded, each with its reason. */
const OUT_OF_RANGE: Readonly<Record<string, string>> = {
  'global-from-0': 'shows the vocabularies of a platform at its first start, which this sandbox has not',
  'live-from-0': 'shows the vocabularies of a platform at its first start, which this sandbox has not',
  'collection-recover-dependencies': 'shows what other recordings had left on that platform',
};
/** Recorded for a shorter time than the others, or cut: what comes later there is not known. */
const CUT = new Set(['collection-headers', 'status-public-no-token']);
const LABEL = '283cc763-e44f-4d45-ac6b-e6f116860136';
const AUTHOR = 'identity--bd3abf4f-aad4-50df-8797-099b95985aaf';
/** The case before which the streams were opened, and the one that ended one of them. */
const [FIRST_USE, STOPPING] = ['connection-post', 'collection-stop'];

const cases = readCases('streams');
const transcripts = readTranscripts();
const open = new Map<string, OpenStream>();
const differences = new Map<string, string[]>();
/** Which streams had ended before one was stopped. */
const endedBefore = new Map<string, boolean>();
let sandbox: Sandbox;
let replay: Replay;

/** What stood on the recorded platform: an author, two labels. */
function prepare(): void {
  const { graph } = sandbox.platform;
  graph.upsert({
    type: 'identity',
    id: 'identity--f5ea0960-647c-4b4b-8359-da04e4097c84',
    name: 'Tern Analytics',
    identity_class: 'organization',
    description: 'Invented analysts.',
    contact_information: 'desk@tern.example',
    created: '2026-03-04T05:06:07.000Z',
    modified: '2026-03-04T05:06:07.000Z',
    x_opencti_organization_type: 'vendor',
    x_opencti_reliability: 'B - Usually reliable',
  });
  const author = graph.find('identity--f5ea0960-647c-4b4b-8359-da04e4097c84');
  replay.known.set(AUTHOR, author?.standardId ?? '');
  graph.upsert({ type: 'label', id: '', value: 'heron' });
  graph.upsert({ type: 'label', id: 'label--1', value: 'streamed' });
  replay.known.set(LABEL, graph.labels.get('streamed')?.id ?? '');
}

async function openTranscript({ name, as, request }: RecordedStream): Promise<void> {
  let path = request.path;
  for (const [recorded, ours] of replay.known) path = path.replaceAll(recorded, ours);
  const headers = { ...request.headers };
  if (name === 'collection-from-id') headers['Last-Event-ID'] = sandbox.platform.changes.log.lastId;
  // Dates of then are dates of now here.
  path = path.replace(/2026-11-22T[^&]*/g, encodeURIComponent(new Date().toISOString()));
  open.set(name, await new OpenStream().open(sandbox, path, { ...headers, ...replay.authorization(as) }));
}

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  replay = new Replay(sandbox);
  sandbox.platform.heartbeatMs = 60_000;
  prepare();
  for (const one of cases) {
    if (one.name === FIRST_USE) await openStreams();
    if (one.name === STOPPING) for (const [name, { ended }] of open) endedBefore.set(name, ended);
    const { path } = one;
    const translated = path === undefined ? one : { ...one, path: translatePath(path) };
    differences.set(one.name, await replay.play(translated));
    if (one.name === 'write-delete') await openStopped();
  }
  await open
    .get('collection-now')
    ?.until((messages) => messages.filter(({ event }) => event === 'delete').length === 2);
});

function translatePath(path: string): string {
  let translated = path;
  for (const [recorded, ours] of replay.known) translated = translated.replaceAll(recorded, ours);
  return translated;
}

async function openStreams(): Promise<void> {
  // What was prepared is older than a start that is given as a date of now.
  await sleep(10);
  for (const one of transcripts) if (one.name !== 'collection-stopped-while-open') await openTranscript(one);
  const now = open.get('collection-now');
  await now?.until((messages) => messages.length > 0);
  const connected = now?.messages[0]?.data as { connectionId: string } | undefined;
  replay.known.set('168e9cad-5175-4f28-b2c0-cfe9d1790786', connected?.connectionId ?? '');
}

/** One stream is opened late: it is stopped while it is read. */
async function openStopped(): Promise<void> {
  const late = transcripts.find(({ name }) => name === 'collection-stopped-while-open');
  if (late) await openTranscript(late);
  const { graph } = sandbox.platform;
  await open.get('collection-stopped-while-open')?.until((messages) => messages.length > 0);
  const malware = { type: 'malware', id: 'malware--before', name: 'Before stop Heron 1795368892', is_family: true };
  graph.upsert(malware, sandbox.platform.users()[0]?.id);
  await open.get('collection-stopped-while-open')?.until((messages) => messages.length > 1);
}

afterAll(async () => {
  for (const stream of open.values()) stream.close();
  await sandbox.close();
});

describe('streams.json', () => {
  let passed = 0;
  afterAll(() => console.info(`streams.json: ${passed} of ${cases.length}`));
  test.each(cases.map(({ name }) => name))('%s', (name) => {
    expect(differences.get(name)).toEqual([]);
    passed += 1;
  });
  test('the case that stops a stream is there', () => {
    expect(cases.map(({ name }) => name)).toContain(STOPPING);
  });
});

describe('sse', () => {
  let passed = 0;
  const inRange = transcripts.filter(({ name }) => !OUT_OF_RANGE[name]);
  afterAll(() => {
    console.info(`sse: ${passed} of ${inRange.length} (${transcripts.length - inRange.length} out of range)`);
  });
  test.each(inRange.map((one) => [one.name, one] as const))('%s', async (name, recorded) => {
    const ours = open.get(name);
    if (!ours) throw new Error(`${name} was not opened`);
    expect([ours.status, ours.reason]).toEqual([recorded.status, recorded.reason]);
    expect(ours.contentType).toBe(recorded.response_headers['content-type'] ?? null);
    const wanted = told(name, recorded.messages);
    const got = told(name, ours.messages).slice(0, CUT.has(name) ? wanted.length : undefined);
    expect(got.map(shortly)).toEqual(wanted.map(shortly));
    const differing = wanted.flatMap((message, index) =>
      shapeDifferences(comparable(name, message), comparable(name, got[index]), new Map(), `$[${index}]`),
    );
    expect(differing).toEqual([]);
    const ended = name === 'collection-stopped-while-open' ? ours.ended : endedBefore.get(name);
    expect(ended).toBe(recorded.ended_by.startsWith('the server'));
    passed += 1;
  });
});

/** What a stream tells of the writes above: no heartbeats, nothing of what else its platform held. */
function told(stream: string, messages: readonly SseMessage[]): SseMessage[] {
  return messages.filter(({ event, data }) => {
    if (event === 'heartbeat' || event === 'consumer_metrics') return false;
    const object = dataOf(data);
    if (!object) return true;
    const name = String(object.name ?? object.value ?? '');
    if (stream === 'collection-stopped-while-open') return name.startsWith('Before stop');
    return !['label', 'vocabulary'].includes(String(object.type)) && !isOther(name);
  });
}

/** Left by earlier recordings, or made for the stream that is stopped. */
function isOther(name: string): boolean {
  return name !== '' && !/^(Stream|s)\b.*1795368892|^s1795368892|Tern Analytics/.test(name);
}

function dataOf(data: unknown): Record<string, unknown> | undefined {
  return (data as { data?: Record<string, unknown> } | null)?.data;
}

function shortly({ event, data }: SseMessage): string {
  const object = dataOf(data);
  return object ? `${event} ${object.type} ${object.name ?? object.value ?? object.relationship_type}` : event;
}

/** Operations of a patch depend on the platform's own bookkeeping; what differs from writer to writer is left out too. */
function comparable(stream: string, message: SseMessage | undefined): unknown {
  if (!message) return undefined;
  const { id, event, data } = message;
  if (typeof data !== 'object' || data === null || !('data' in data)) return { id, event, data };
  const { context, origin, ...rest } = data as Record<string, unknown>;
  const { user_metadata: _client, ...by } = (origin ?? {}) as Record<string, unknown>;
  // Here an event has no id of the writer's: that header is not passed on.
  if (stream === 'global-live') delete rest.event_id;
  return { id, event, data: { ...rest, origin: by, ...(context ? { context: keysOf(context) } : {}) } };
}

function keysOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value as object).map(([key, item]) => [key, Array.isArray(item) ? 'list' : typeof item]),
  );
}
