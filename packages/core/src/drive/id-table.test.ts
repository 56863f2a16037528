import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IdTable } from './id-table.ts';

const texts = fc.oneof(
  fc.uuid().map((uuid) => `malware--${uuid}`),
  fc
    .constantFrom('relationship', 'x--y', '--', '', 'tool')
    .chain((type) => fc.uuid().map((uuid) => `${type}--${uuid}`)),
  fc.uuid().map((uuid) => `tool--${uuid.toUpperCase()}`),
  fc.string(),
);

test('an id has one number, and comes back as it was', () => {
  fc.assert(
    fc.property(fc.array(texts), (given) => {
      const table = new IdTable();
      const numbers = given.map((id) => table.add(id));
      expect(given.map((id) => table.add(id))).toEqual(numbers);
      expect(numbers.map((number) => table.text(number))).toEqual(given);
      expect(given.map((id) => table.find(id))).toEqual(numbers);
      expect(table.size).toBe(new Set(given).size);
    }),
  );
});

test('many ids, and those that are not there', () => {
  const table = new IdTable();
  const ids = Array.from({ length: 50_000 }, () => `malware--${randomUUID()}`);
  expect(ids.every((id, index) => table.add(id) === index)).toBe(true);
  expect(ids.every((id, index) => table.find(id) === index)).toBe(true);
  expect(table.find(`malware--${randomUUID()}`)).toBeUndefined();
  expect(table.find((ids[0] ?? '').replace('malware', 'tool'))).toBeUndefined();
});

test('the type of an id', () => {
  const table = new IdTable();
  const types = [`tool--${randomUUID()}`, 'tool--odd', 'nothing'].map((id) => table.type(table.add(id)));
  expect(types).toEqual(['tool', 'tool', 'nothing']);
});
