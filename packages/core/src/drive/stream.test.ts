import { describe, expect, test } from 'vitest';
import { StateStore } from './state.ts';
import { compareIds, PositionLedger } from './stream-position.ts';
import { StreamReader } from './stream-reader.ts';
import { firstStart, storedStart } from './stream-start.ts';

const log = { debug() {}, info() {}, warn() {}, error() {}, with: () => log };
const SETTINGS = { streamId: 'x', listenDelete: true, noDependencies: true, withInferences: false };
const NONE = { startTimestamp: undefined, recoverIsoDate: undefined };

describe('positions', () => {
  test('ids stand in the order of their numbers', () => {
    const sorted = ['0-0', '9-1', '10-0', '10-2', '10-11', '1795368892751-0'];
    expect([...sorted].reverse().sort(compareIds)).toEqual(sorted);
    expect(compareIds('5-3', '5-3')).toBe(0);
  });

  test('no position passes an event that is not done', () => {
    const ledger = new PositionLedger();
    const [first, second, third] = ['1-0', '2-0', '3-0'].map((id) => ledger.add(id));
    for (const entry of [third, first]) if (entry) entry.done = true;
    ledger.advance();
    expect([ledger.position, ledger.pending]).toEqual(['1-0', 2]);
    if (second) second.done = true;
    ledger.advance();
    expect([ledger.position, ledger.pending]).toEqual(['3-0', 0]);
  });

  test('what is left out behind an event that waits takes no room, and is passed with it', () => {
    const ledger = new PositionLedger();
    ledger.skip('1-0');
    ledger.advance();
    ledger.skip('2-0');
    const waiting = ledger.add('3-0');
    for (let number = 4; number < 10_000; number++) ledger.skip(`${number}-0`);
    ledger.skip(undefined);
    ledger.advance();
    expect([ledger.position, ledger.pending]).toEqual(['2-0', 2]);
    waiting.done = true;
    ledger.advance();
    expect([ledger.position, ledger.pending]).toEqual(['9999-0', 0]);
  });
});

function readerOf(start: string | undefined, recover?: string, stored = true) {
  const ledger = new PositionLedger();
  const delivered: string[] = [];
  const unreadable: string[] = [];
  const reader = new StreamReader(
    { start, recover, stored },
    {
      ledger,
      log,
      userId: 'me',
      accepts: () => true,
      deliver: ({ data }, entry) => {
        delivered.push(data.id);
        entry.done = true;
      },
      onUnreadable: (_message, reason, entry) => {
        unreadable.push(reason);
        entry.done = true;
      },
    },
  );
  const event = (id: string, name: string, referer?: string) => {
    const body = { version: '4', data: { type: 'malware', id: name }, origin: referer ? { referer } : {} };
    reader.take({ event: 'create', id, data: JSON.stringify(body) });
  };
  const position = () => {
    ledger.advance();
    return ledger.position;
  };
  return { reader, event, position, delivered, unreadable };
}

describe('reading', () => {
  test('what an event needs comes under its id: only the event itself is a position', () => {
    const { reader, event, position } = readerOf('1-0');
    event('5-0', 'needed', 'init-dependencies');
    expect([position(), reader.start]).toEqual(['1-0', '1-0']);
    reader.take({ event: 'heartbeat', id: '5-0', data: '""' });
    expect(position()).toBe('1-0');
    event('5-0', 'itself');
    expect([position(), reader.start]).toEqual(['5-0', '5-0']);
    reader.take({ event: 'heartbeat', id: '9-0', data: '""' });
    expect(position()).toBe('9-0');
  });

  test('a list from the database moves no position, for its ids come in no order', () => {
    const { reader, event, position } = readerOf('1-0', new Date(1_000).toISOString());
    event('700-0', 'a', 'init-create');
    event('300-0', 'b', 'init-create');
    reader.take({ event: 'heartbeat', id: '700-0', data: '""' });
    expect([position(), reader.start, reader.isRecovering]).toEqual(['1-0', '1-0', true]);
    event('1001-0', 'live');
    expect([position(), reader.isRecovering]).toEqual(['1001-0', false]);
  });

  test('what makes no sense is told with its reason, and the rest goes on', () => {
    const { reader, event, delivered, unreadable, position } = readerOf('1-0');
    for (const data of ['nope', '[]', '{"version":"3"}', '{"version":"4","data":{}}']) {
      reader.take({ event: 'update', id: '2-0', data });
    }
    event('3-0', 'good');
    expect(unreadable).toEqual([
      'its text is not JSON',
      'it is not a JSON object',
      'its version is 3, not 4',
      'its data is no object with type and id',
    ]);
    expect([delivered, position()]).toEqual([['good'], '3-0']);
  });

  test('a gap is met by a list from the database; the first connection from now takes the newest id', () => {
    const gap = readerOf('5-0');
    const connected = JSON.stringify({ firstEventId: '100-0', lastEventId: '200-0' });
    expect(() => gap.reader.take({ event: 'connected', id: undefined, data: connected })).toThrow();
    expect([gap.reader.start, gap.reader.recover]).toEqual(['5-0', new Date(200).toISOString()]);
    const now = readerOf(undefined, undefined, false);
    now.reader.take({ event: 'connected', id: undefined, data: connected });
    expect([now.reader.start, now.position()]).toEqual(['200-0', '200-0']);
  });

  test('an error of the platform is thrown with its words; a refused recovery is given up', () => {
    const { reader } = readerOf('1-0', new Date(1_000).toISOString());
    const message = { event: 'error', id: undefined, data: '{"message":"no such luck"}' };
    expect(() => reader.take(message)).toThrow('no such luck');
    reader.take({ event: 'no-recover', id: '2-0', data: '{"message":"origin filters"}' });
    expect([reader.recover, reader.isRecovering]).toEqual([undefined, false]);
  });
});

describe('where reading starts', () => {
  test('from now, from the beginning, from a time, with and without a list', () => {
    expect(firstStart({ ...SETTINGS, ...NONE })).toMatchObject({ start: undefined });
    expect(firstStart({ ...SETTINGS, ...NONE, startTimestamp: 0 })).toMatchObject({ start: '0-0', recover: 'now' });
    expect(firstStart({ ...SETTINGS, startTimestamp: 5, recoverIsoDate: false })).toMatchObject({
      start: '5-0',
      recover: undefined,
    });
    const recoverIsoDate = '2026-01-01T00:00:00.000Z';
    expect(firstStart({ ...SETTINGS, ...NONE, recoverIsoDate })).toMatchObject({
      start: '0-0',
      recover: recoverIsoDate,
    });
  });

  test('the state of the official connectors is read, old names too', () => {
    const stored = (state: object) => {
      const store = new StateStore(log);
      store.load(JSON.stringify(state));
      return storedStart(store);
    };
    expect(stored({ start_from: '7-1', recover_until: false })).toEqual({
      start: '7-1',
      recover: undefined,
      stored: true,
    });
    expect(stored({ connectorLastEventId: '7', connectorStartTime: '2026-01-01T00:00:00Z' })).toMatchObject({
      start: '7-0',
      recover: '2026-01-01T00:00:00Z',
    });
    expect(stored({ start_from: 'soon' })).toBeUndefined();
  });
});
