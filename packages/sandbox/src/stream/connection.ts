import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Element } from '../graph/store.ts';
import type { FilterGroup } from '../graphql/paging.ts';
import type { Platform } from '../platform.ts';
import type { StreamAccess } from './access.ts';
import { messageOf } from './changes.ts';
import { EVERYTHING, filtersOf, type StreamConsumer } from './collections.ts';
import { compareIds, type Stix, type StreamEntry } from './event-log.ts';
import { matches } from './filters.ts';

/** What a reader asked for (protocol.md 7.2). */
export interface StreamQuery {
  /** Event id; undefined follows from now on. */
  readonly start: string | undefined;
  readonly recover: string | undefined;
  readonly noDependencies: boolean;
  readonly listenDelete: boolean;
}

/** Entries read at once, as the platform does. */
const READ_COUNT = 100;
/** How long a reader waits for changes before it looks at its collection again, milliseconds. */
const READ_WAIT_MS = 5_000;

const NO_HISTORY =
  'Recovery from history is disabled on streams configured with origin filters; resuming from live events only.';

/** One reader of a stream. */
export class StreamConnection {
  readonly #platform: Platform;
  readonly #access: StreamAccess;
  readonly #query: StreamQuery;
  readonly #response: ServerResponse;
  readonly #filters: FilterGroup;
  /** Internal ids that were sent already: nobody needs them twice as dependencies. */
  readonly #sent = new Set<string>();
  #lastId: string | undefined;
  #cursor: string;
  #failed = false;

  constructor(platform: Platform, access: StreamAccess, query: StreamQuery, response: ServerResponse) {
    this.#platform = platform;
    this.#access = access;
    this.#query = query;
    this.#response = response;
    this.#filters = access.kind === 'collection' ? filtersOf(access.collection) : EVERYTHING;
    this.#cursor = query.start ?? platform.changes.log.lastId;
  }

  get #isOpen(): boolean {
    return !this.#response.destroyed && !this.#response.writableEnded;
  }

  async serve(): Promise<void> {
    const { start, recover } = this.#query;
    if (recover !== undefined && start === undefined) return this.#refuseRecovery();
    const consumer = this.#connected();
    const heartbeat = setInterval(() => this.#heartbeat(consumer), this.#platform.heartbeatMs);
    this.#response.on('close', () => {
      clearInterval(heartbeat);
      this.#platform.streams.consumers.delete(consumer.connectionId);
      this.#platform.changes.log.wake();
    });
    if (recover !== undefined && start !== undefined && compareIds(recover, start) > 0)
      await this.#recover(start, recover);
    if (!this.#failed) await this.#follow();
  }

  /** Before the headers: no content type, and nothing follows. */
  async #refuseRecovery(): Promise<void> {
    this.#response.writeHead(200);
    const stream = this.#access.kind === 'collection' ? this.#access.collection.id : 'live';
    await this.#send('error', undefined, { stream, message: 'Recovery mode is only possible with a start date.' });
  }

  #connected(): StreamConsumer {
    const { log } = this.#platform.changes;
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'access-control-allow-origin': '*',
      'cache-control': 'no-cache, no-transform',
      connection: 'keep-alive',
    });
    const [firstEventId, lastEventId] = [log.firstId, log.lastId];
    const date = (id: string) => new Date(Number.parseInt(id, 10)).toISOString();
    const connectionId = randomUUID();
    const dates = { firstEventDate: date(firstEventId), lastEventDate: date(lastEventId) };
    void this.#send('connected', undefined, {
      lastEventId,
      firstEventId,
      ...dates,
      streamSize: log.size,
      connectionId,
    });
    const { user } = this.#access;
    const streamId = this.#access.kind === 'collection' ? this.#access.collection.id : this.#access.kind;
    const consumer = { connectionId, connectedAt: new Date().toISOString(), lastEventId, streamId, userId: user?.id };
    this.#platform.streams.consumers.set(connectionId, consumer);
    return consumer;
  }

  #heartbeat(consumer: StreamConsumer): void {
    if (!this.#isOpen || this.#lastId === undefined || this.#response.writableLength > 0) return;
    consumer.lastEventId = this.#lastId;
    void this.#send('heartbeat', this.#lastId, new Date(Number.parseInt(this.#lastId, 10)).toISOString());
    const rates = { deliveryRate: 0, processingRate: 0, resolutionRate: 0, productionRate: 0 };
    void this.#send('consumer_metrics', this.#lastId, { ...rates, timeLag: 0, estimatedOutOfDepth: 0 });
  }

  async #send(event: string, id: string | undefined, data: unknown): Promise<void> {
    if (!this.#isOpen) return;
    if (id !== undefined) this.#lastId = id;
    const text = `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    if (!this.#response.write(text)) await this.#drained();
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#response.off('drain', done);
        this.#response.off('close', done);
        resolve();
      };
      this.#response.on('drain', done);
      this.#response.on('close', done);
    });
  }

  /** What changed between two times, from the graph itself, in no promised order of ids. */
  async #recover(start: string, recover: string): Promise<void> {
    if (this.#access.kind === 'collection' && this.#access.collection.origin_filters) return this.#noRecovery(recover);
    const [from, to] = [Number.parseInt(start, 10), Number.parseInt(recover, 10)];
    const found = [...this.#platform.objects()].filter(({ updatedAt, builtIn }) => {
      const at = Date.parse(updatedAt);
      return !builtIn && at >= from && at <= to;
    });
    for (const element of found) {
      const data = this.#stix(element);
      if (!matches(data, this.#filters)) continue;
      const id = `${Date.parse(element.updatedAt)}-0`;
      await this.#dependencies(element, id);
      await this.#repeat(element, id, 'init-create');
    }
    this.#cursor = recover;
  }

  /** Who may not restrict organizations gets an error in its place, and nothing more (protocol.md, trap 30). */
  async #noRecovery(recover: string): Promise<void> {
    this.#cursor = recover;
    const { collection } = this.#access as Extract<StreamAccess, { kind: 'collection' }>;
    const id = `${Date.now()}-0`;
    if (this.#access.user?.capabilities.includes('BYPASS')) {
      await this.#send('no-recover', id, { stream: collection.id, message: NO_HISTORY, resume_from: this.#cursor });
      return;
    }
    const message = "Cannot read properties of undefined (reading 'extensions')";
    await this.#send('error', undefined, { stream: collection.id, message });
    this.#lastId = id;
    this.#failed = true;
  }

  async #follow(): Promise<void> {
    const { log } = this.#platform.changes;
    while (this.#isOpen) {
      const entries = log.after(this.#cursor, READ_COUNT);
      if (!this.#isAllowed()) {
        this.#response.end();
        return;
      }
      for (const entry of entries) {
        await this.#take(entry);
        this.#cursor = entry.id;
      }
      if (entries.length > 0) continue;
      await log.changed(Math.min(READ_WAIT_MS, this.#platform.heartbeatMs));
      if (log.after(this.#cursor, 1).length === 0) this.#lastId = `${Date.now()}-0`;
    }
  }

  /** A collection that was stopped ends its readers at the next batch. */
  #isAllowed(): boolean {
    if (this.#access.kind !== 'collection') return true;
    return this.#platform.streams.find(this.#access.collection.id)?.stream_live === true;
  }

  async #take(entry: StreamEntry): Promise<void> {
    if (this.#access.kind === 'raw') {
      const { event_id: _id, ...body } = entry.body;
      return this.#send(entry.kind, entry.id, body);
    }
    const { data } = entry.body;
    const isNow = matches(data, this.#filters);
    const wasBefore = entry.before ? matches(entry.before, this.#filters) : isNow;
    if (isNow && entry.kind === 'delete') return this.#deleted(entry);
    if (isNow) return this.#changed(entry, wasBefore);
    if (wasBefore) return this.#left(entry);
    if (entry.element.type === 'relationship') return this.#related(entry);
  }

  async #deleted(entry: StreamEntry): Promise<void> {
    if (this.#query.listenDelete) await this.#send('delete', entry.id, entry.body);
  }

  async #changed(entry: StreamEntry, wasBefore: boolean): Promise<void> {
    await this.#dependencies(entry.element, entry.id);
    this.#sent.add(entry.element.id);
    if (wasBefore) return this.#send(entry.kind, entry.id, entry.body);
    await this.#send('create', entry.id, { ...entry.body, type: 'create', context: {} });
  }

  /** It does not fit any more: gone, for who reads this collection. */
  async #left(entry: StreamEntry): Promise<void> {
    const body = { ...entry.body, type: 'delete', data: entry.before, context: {} };
    if (this.#query.listenDelete) await this.#send('delete', entry.id, body);
  }

  /** A relationship that does not fit itself, with an end that does. */
  async #related(entry: StreamEntry): Promise<void> {
    if (this.#query.noDependencies) return;
    const ends = endsOf(entry.element).map((ref) => this.#platform.graph.find(ref));
    if (!ends.some((end) => end && matches(this.#stix(end), this.#filters))) return;
    if (entry.kind === 'delete' && !this.#query.listenDelete) return;
    await this.#dependencies(entry.element, entry.id);
    const { data, message } = entry.body;
    const body = { data, message, origin: { referer: 'init-dependencies' }, version: '4' };
    await this.#send(entry.kind, entry.id, body);
  }

  /** What an element refers to, and, where wanted, what it is related to; what was sent before is not sent again. */
  async #dependencies(element: Element, id: string): Promise<void> {
    for (const ref of refsOf(element)) {
      const found = this.#platform.graph.find(ref);
      if (found && found !== element) await this.#once(found, id);
    }
    if (this.#query.noDependencies || element.type === 'relationship') return;
    for (const other of [...this.#platform.graph.links.to(element)]) {
      if (other.type !== 'relationship') continue;
      for (const end of endsOf(other)) {
        const found = this.#platform.graph.find(end);
        if (found && found !== element) await this.#once(found, id);
      }
      await this.#once(other, id);
    }
  }

  async #once(element: Element, id: string): Promise<void> {
    if (this.#sent.has(element.id) || element.type === 'marking-definition') return;
    await this.#repeat(element, id, 'init-dependencies');
  }

  async #repeat(element: Element, id: string, referer: string): Promise<void> {
    this.#sent.add(element.id);
    const message = messageOf(this.#platform.graph, 'create', element);
    await this.#send('create', id, { data: this.#stix(element), message, origin: { referer }, version: '4' });
  }

  #stix(element: Element): Stix {
    return this.#platform.changes.stix(element);
  }
}

function endsOf({ properties }: Element): string[] {
  return [properties.source_ref, properties.target_ref].filter((ref) => typeof ref === 'string');
}

function refsOf({ properties }: Element): string[] {
  return Object.entries(properties).flatMap(([name, value]) => {
    if (!/_refs?$/.test(name)) return [];
    return [value].flat().filter((ref) => typeof ref === 'string');
  });
}
