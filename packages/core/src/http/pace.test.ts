import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

function paced(requests: number, perMs: number) {
  let time = 0;
  const slept: number[] = [];
  const pace = new Pace(
    { requests, perMs },
    async (ms) => {
      slept.push(ms);
    },
    () => time,
  );
  const advance = (ms: number) => {
    time += ms;
  };
  return { pace, slept, advance };
}

test('requests to one host are spread over the time, hosts do not wait for each other', async () => {
  const { pace, slept } = paced(2, 1000);
  await Promise.all([pace.turn('a'), pace.turn('a'), pace.turn('a'), pace.turn('b')]);
  expect(slept).toEqual([500, 1000]);
});

test('who comes late enough does not wait', async () => {
  const { pace, slept, advance } = paced(1, 1000);
  await pace.turn('a');
  advance(1000);
  await pace.turn('a');
  expect(slept).toEqual([]);
});
