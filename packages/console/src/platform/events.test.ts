import { expect, test } from 'vitest';
import { eventParser } from './events.ts';

const TEXT =
  'event: connected\ndata: {"a":1}\n\nid: 12-0\nevent: create\ndata: one\ndata:two\n\n: a comment\n\nevent: heartbeat\ndata: now\n\n';
const MESSAGES = [
  { id: '', event: 'connected', data: '{"a":1}' },
  { id: '12-0', event: 'create', data: 'one\ntwo' },
  { id: '12-0', event: 'heartbeat', data: 'now' },
];

test('gives the same messages wherever the text is cut', () => {
  for (let cut = 0; cut <= TEXT.length; cut++) {
    const parse = eventParser();
    expect([...parse(TEXT.slice(0, cut)), ...parse(TEXT.slice(cut))]).toEqual(MESSAGES);
  }
});

test('takes lines that end with CR and LF', () => {
  const parse = eventParser();
  const pieces = TEXT.replaceAll('\n', '\r\n');
  expect(parse(pieces)).toEqual(MESSAGES);
});

test('an unfinished message waits', () => {
  const parse = eventParser();
  expect(parse('id: 1-0\nevent: create\ndata: {}')).toEqual([]);
  expect(parse('\n\n')).toEqual([{ id: '1-0', event: 'create', data: '{}' }]);
});
