import { describe, expect, test } from 'vitest';
import { recordsOf, rowsOf } from './csv.ts';
import { readOptions } from './options.ts';
import { summary, table } from './rows.ts';
import { Undo } from './undo.ts';

describe('options', () => {
  const given = ['--url', 'http://opencti.example/', '--token', 'secret'];

  test('the command line beats the environment; what is not given has a default', () => {
    const env = { OPENCTI_URL: 'http://other.example', OPENCTI_TOKEN: 'other', MQ_HOST: 'broker', PATH: '/bin' };
    expect(readOptions(given, env)).toMatchObject({
      url: 'http://opencti.example',
      token: 'secret',
      connectorToken: 'secret',
      broker: { MQ_HOST: 'broker' },
      patienceMs: 900_000,
    });
    expect(readOptions([], env)).toMatchObject({ url: 'http://other.example', token: 'other' });
    expect(readOptions(['--help'], {})).toBeUndefined();
  });

  test('a broker’s address becomes settings, and leaves open what it does not say', () => {
    const broker = (address: string) => readOptions([...given, '--amqp', address], {})?.broker;
    expect(broker('amqp://127.0.0.1:5673')).toEqual({ MQ_HOST: '127.0.0.1', MQ_PORT: '5673' });
    expect(broker('amqps://me:p%40ss@broker/place')).toEqual({
      ...{ MQ_HOST: 'broker', MQ_VHOST: 'place', MQ_USER: 'me', MQ_PASS: 'p@ss', MQ_USE_SSL: 'true' },
    });
  });

  test.each([
    [[], 'a platform and a token'],
    [[...given, '--amqp', 'http://broker'], 'amqp:// or amqps://'],
    [[...given, '--patience', 'much'], 'a number of seconds'],
    [[...given, '--nope'], '--nope'],
  ])('%j is refused in words', (args, words) => {
    expect(() => readOptions(args, {})).toThrow(words);
  });
});

test('cells with everything in them that could break a line', () => {
  const text = '"name";"description"\r\n"a";"b;c ""d""\ne"\r\n"f";""\r\n';
  expect(rowsOf(text)).toEqual([
    ['name', 'description'],
    ['a', 'b;c "d"\ne'],
    ['f', ''],
  ]);
  expect(recordsOf(text)[1]).toEqual({ name: 'f', description: '' });
});

test('a row is one line, whatever its words, and rows are counted', () => {
  const row = { kind: 'STREAM', connector: 'x', what: 'y', seconds: 1.25, words: 'a | b\nc' } as const;
  const rows = [
    { ...row, status: 'ok' },
    { ...row, status: 'skipped' },
  ] as const;
  expect(table(rows).split('\n')).toHaveLength(4);
  expect(table(rows)).toContain('a \\| b c');
  expect(summary(rows)).toBe('1 ok, 0 failed, 1 skipped');
});

test('what was made last goes first; one that cannot be removed stops no other', async () => {
  const gone: string[] = [];
  const undo = new Undo();
  const add = (what: string, count: number) => {
    undo.add(what, async () => {
      gone.push(what);
      return count;
    });
  };
  add('object', 2);
  undo.add('file', async () => {
    throw new Error('it is locked');
  });
  add('connector', 1);
  add('work', 0);

  expect(await undo.run()).toEqual({ removed: '1 connector, 2 objects', failures: ['file: it is locked'] });
  expect(gone).toEqual(['work', 'connector', 'object']);
  expect((await undo.run()).removed).toBe('nothing');
});
