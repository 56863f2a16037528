import { expect, test } from 'vitest';
import { arrange, curve, LEAF_RADIUS, labelTurn, type Neighbour } from './layout.ts';

function neighbour(number: number, more: Partial<Neighbour> = {}): Neighbour {
  return { id: `id-${number}`, type: 'Malware', name: `Heron ${number}`, relation: 'uses', outward: true, ...more };
}

test('branches are relationship, direction and type, the largest first; leaves go by name', () => {
  const tool = neighbour(3, { type: 'Tool' });
  const inward = neighbour(4, { outward: false });

  const branches = arrange([inward, neighbour(2), tool, neighbour(1)]);

  expect(branches.map(({ key, leaves }) => [key, leaves.map((leaf) => leaf.neighbour.id)])).toEqual([
    ['uses to Malware', ['id-1', 'id-2']],
    ['uses from Malware', ['id-4']],
    ['uses to Tool', ['id-3']],
  ]);
});

test('the same neighbours stand in the same places, whatever order they came in', () => {
  const neighbours = Array.from({ length: 20 }, (_, number) => neighbour(number, { relation: `r${number % 3}` }));
  expect(arrange(neighbours.toReversed())).toEqual(arrange(neighbours));
});

test.each([1, 2, 7, 60])('no two of %i leaves stand in one place, and all stand on the ring', (count) => {
  const neighbours = Array.from({ length: count }, (_, number) => neighbour(number, { relation: `r${number % 4}` }));
  const leaves = arrange(neighbours).flatMap((branch) => branch.leaves);
  expect(new Set(leaves.map(({ x, y }) => `${x} ${y}`)).size).toBe(count);
  for (const { x, y } of leaves) expect(Math.hypot(x, y)).toBeCloseTo(LEAF_RADIUS, 0);
});

test('a small branch keeps room for its label beside a large one', () => {
  const large = Array.from({ length: 59 }, (_, number) => neighbour(number));
  const [first, second] = arrange([...large, neighbour(60, { relation: 'related-to' })]);
  const gap = Math.abs((second?.angle ?? 0) - (first?.leaves.at(-1)?.angle ?? 0));
  expect(gap).toBeGreaterThan((2 * Math.PI) / 40);
});

test('labels are never upside down', () => {
  expect(labelTurn(0)).toEqual({ turn: 0, anchor: 'start' });
  expect(labelTurn(Math.PI)).toEqual({ turn: 0, anchor: 'end' });
  for (let angle = -Math.PI; angle < 2 * Math.PI; angle += 0.1) {
    const { turn } = labelTurn(angle);
    expect(Math.cos((turn * Math.PI) / 180)).toBeGreaterThanOrEqual(-1e-9);
  }
});

test('a curve begins at the branch and ends at the leaf', () => {
  const at = (x: number, y: number) => ({ x, y, angle: Math.atan2(y, x), radius: Math.hypot(x, y) });
  expect(curve(at(80, 0), at(0, 200))).toBe('M80 0 C140 0 0 140 0 200');
});
